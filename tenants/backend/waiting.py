"""What is put off in a transaction, until it is sent."""

from __future__ import annotations


class Waiting:
    """Statements of the open transaction, each behind its room, that go in front of the next one.

    That one carries them, and they wait no more; if the server followed nothing of that message,
    they wait again. The end of the transaction leaves none.
    """

    def __init__(self) -> None:
        self.text = ""
        self._carried = ""  # what went in front of the last statement

    def __bool__(self) -> bool:
        return bool(self.text)

    def carry(self) -> str:
        self._carried, self.text = self.text, ""
        return self._carried

    def again(self) -> None:
        """The last statement was never followed, nor what it carried."""
        self.text = self._carried

    def end(self) -> str:
        """What waited until now. Nothing does any more, nor again."""
        text, self.text, self._carried = self.text, "", ""
        return text
