"""WORKSPACE. Imports: a file from elsewhere becomes documents, as a job, line by line."""
