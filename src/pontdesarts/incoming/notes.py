"""What there is to say of somebody's file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """`item` names the thing as a person would look for it; `line` counts from 1, where the format has lines."""

    item: str
    reason: str
    line: int | None = None


class Unreadable(Exception):
    """The whole file is refused; the message is the French sentence."""
