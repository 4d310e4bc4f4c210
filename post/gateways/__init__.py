"""The companies and folders that mail and SMS leave by."""
