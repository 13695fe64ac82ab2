"""What a provider does for us."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Taken:
    """The provider has the text, and will bring it. ``segments``: as it counts them, ``None`` when it does not say."""

    provider_id: str
    segments: int | None = None


class NotTaken(Exception):
    """The provider did not take the text. ``reason`` is a code or a few words, never a number nor the text.

    ``again``: it may later, the job tries again. ``stopped``: it knows that the person wants no text from us.
    """

    def __init__(self, reason: str, *, again: bool = False, stopped: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.again, self.stopped = reason, again, stopped


class Provider(Protocol):
    """``name`` is written beside each text."""

    @property
    def name(self) -> str: ...

    def send(self, *, to: str, body: str, tell: str, seconds: int | None) -> Taken:
        """Hand a text over. ``tell`` is the address to call when its state changes; after ``seconds`` it is useless.

        Raises `NotTaken`.
        """
        ...
