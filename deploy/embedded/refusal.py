"""The one way these commands say no to the person who typed them."""


class Refusal(SystemExit):
    """Ends the command with a plain sentence on standard error and status 1."""
