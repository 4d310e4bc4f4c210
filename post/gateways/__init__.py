"""The companies and folders that mail leaves by."""
