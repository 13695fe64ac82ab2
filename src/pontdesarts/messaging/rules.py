"""What fits in a text message, and what it costs. Pure.

A message in the alphabet of GSM 03.38 holds 160 signs, or 153 in each of several; any other sign makes it UCS-2: 70, or
67. The price is by segment. É, à, è, é, ù and Ç are of that alphabet; ê, î, ô, û and ç are not, nor are « » and ’.
"""

import re
import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")  # these take the room of two
_INSTEAD = str.maketrans(
    {
        "’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "…": "...", "–": "-", "—": "-", "‑": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "œ": "oe", "Œ": "OE", "·": "-", "•": "-", "→": "->", "\t": " ",
    }
)  # fmt: skip

ALONE, AMONG = 160, 153
ALONE_WIDE, AMONG_WIDE = 70, 67

STOP = "STOP pour ne plus rien recevoir."
_STOPS = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "arret", "desabonner"}
_STARTS = {"start", "unstop", "reprendre"}


def writable(text: str) -> str:
    """The text in signs that cost least: those of the alphabet as they are, the nearest for others (ê is e), and what
    has no near one, such as Arabic, untouched.

    >>> writable("Être à l’heure : « Bérénice »")
    'Etre à l\\'heure : "Bérénice"'
    """
    text = re.sub(r"«[ \u00a0\u202f]*", "«", text)
    text = re.sub(r"[ \u00a0\u202f]*»", "»", text).translate(_INSTEAD)
    return "".join(_nearest(sign) for sign in unicodedata.normalize("NFC", text))


def _nearest(sign: str) -> str:
    if sign in _BASIC or sign in _TWICE:
        return sign
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare and all(part in _BASIC for part in bare) else sign


def segments(text: str) -> int:
    """How many messages the text is billed as; one at least. A sign that takes two is never cut in half.

    >>> segments("a" * 160), segments("a" * 161), segments("é" * 160), segments("ê" * 71)
    (1, 2, 1, 2)
    """
    if all(sign in _BASIC or sign in _TWICE for sign in text):
        return _packed([2 if sign in _TWICE else 1 for sign in text], ALONE, AMONG)
    return _packed([2 if ord(sign) > 0xFFFF else 1 for sign in text], ALONE_WIDE, AMONG_WIDE)


def _packed(sizes: list[int], alone: int, among: int) -> int:
    if sum(sizes) <= alone:
        return 1
    count, room = 1, among
    for size in sizes:
        if size > room:
            count, room = count + 1, among
        room -= size
    return count


def shortened(text: str, most: int) -> str:
    """The text in at most ``most`` signs, cut between words where it can be.

    >>> shortened("Le Songe d'une nuit d'été", 14)
    'Le Songe...'
    """
    if len(text) <= most:
        return text
    cut = text[: max(1, most - 3)]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:-") + "..."


def with_stop(body: str) -> str:
    """The body, and how to stop."""
    return f"{writable(body).rstrip()}\n{STOP}"


def is_stop(said: str) -> bool:
    """Whoever answers that wants no more. A word among others is not enough: « on s'arrête à l'arrêt » says nothing.

    >>> is_stop(" Stop. "), is_stop("ARRÊT"), is_stop("STOP SMS"), is_stop("arrêt de bus")
    (True, True, True, False)
    """
    words = _said(said)
    return bool(words) and words[0] in _STOPS and words[1:] in ([], ["sms"])


def is_start(said: str) -> bool:
    """Whoever answers that wants to receive again."""
    return len(words := _said(said)) == 1 and words[0] in _STARTS


def _said(text: str) -> list[str]:
    bare = "".join(part for part in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(part))
    return re.findall(r"[a-z0-9]+", bare)
