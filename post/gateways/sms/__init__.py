"""The companies that SMS leave by, behind one small interface (`message.py`)."""
