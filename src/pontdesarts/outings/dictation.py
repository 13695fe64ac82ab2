"""What one types while somebody dictates on the phone: « 3 », « t », « 0pm », « ? ». Pure."""

import re
from dataclasses import dataclass

REASONS = {
    "m": "illness",
    "b": "transport",
    "g": "childcare",
    "n": "weather",
    "w": "work",
    "o": "dared_not",
    "a": "other",
}
_TYPED = re.compile(r"(\d{1,4}|t)([a-z]*)")


@dataclass(frozen=True)
class Dictated:
    """``came`` is ``None`` for « le relais ne sait pas encore »."""

    came: int | None
    excused: bool = False
    reason: str = ""


def read(typed: str, places: int) -> Dictated | None:
    """A number, or « t » for everybody; then « p » when somebody had told, and the letter of a reason; « ? » when the
    relay does not know yet. ``None`` when it is none of these, so that a slip writes nothing.

    Whether the number may be is for the operation to say.

    >>> read("3", 4), read("t", 4), read("0pm", 4)
    (Dictated(came=3, excused=False, reason=''), Dictated(came=4, excused=False, reason=''), \
Dictated(came=0, excused=True, reason='illness'))
    >>> read("?", 4), read("3x", 4), read("mm", 4)
    (Dictated(came=None, excused=False, reason=''), None, None)
    """
    typed = typed.strip().lower().replace(" ", "")
    if typed == "?":
        return Dictated(None)
    found = _TYPED.fullmatch(typed)
    if found is None or not typed.isascii():
        return None
    came = places if found[1] == "t" else int(found[1])
    letters = found[2].replace("p", "", 1)
    if len(letters) > 1 or (letters and letters not in REASONS):
        return None
    return Dictated(came, excused="p" in found[2], reason=REASONS.get(letters, ""))
