"""The code of a booking: printed on the voucher, spelt on the phone, typed at a desk. Pure.

A code is seven symbols drawn at random and one that checks them, written « K7M-4RP-2X »: 23⁷, 3.4 × 10⁹ codes. It is
stored and printed grouped; what people type goes through `normalise` first.

The alphabet has 23 symbols, a prime number: the check then catches every single wrong symbol, and any two symbols that
changed places, neighbours or not. Out of it are

- what looks alike: 0 O Q, 1 I L, 5 S, 2 Z, 8 B, 6 G, U V (the digit stays, and V);
- vowels, so that no code spells a word that one would not hand to somebody.
"""

import secrets
import unicodedata
from random import Random

ALPHABET = "23456789CDFHJKMNPRTVWXY"
LENGTH = 8  # the last symbol checks the others
_GROUPS = (slice(0, 3), slice(3, 6), slice(6, 8))
_MODULUS = len(ALPHABET)

# read or typed for another: none of the keys is in the alphabet, so that no code is changed into another one
_LOOK_ALIKES = str.maketrans(
    {"S": "5", "Z": "2", "B": "8", "G": "6", "U": "V", "O": "D", "Q": "D", "0": "D"}
    # the same letters on a Ukrainian or Russian keyboard
    | dict(zip("СНКМРТХУ", "CHKMPTXY", strict=True))
    | {"В": "8"}
)

_SPELT = {
    "fr": {
        "C": "Célestin",
        "D": "Désiré",
        "F": "François",
        "H": "Henri",
        "J": "Joseph",
        "K": "Kléber",
        "M": "Marcel",
        "N": "Nicolas",
        "P": "Pierre",
        "R": "Raoul",
        "T": "Thérèse",
        "V": "Victor",
        "W": "William",
        "X": "Xavier",
        "Y": "Yvonne",
    },
    "en": {
        "C": "Charlie",
        "D": "Delta",
        "F": "Foxtrot",
        "H": "Hotel",
        "J": "Juliett",
        "K": "Kilo",
        "M": "Mike",
        "N": "November",
        "P": "Papa",
        "R": "Romeo",
        "T": "Tango",
        "V": "Victor",
        "W": "Whiskey",
        "X": "X-ray",
        "Y": "Yankee",
    },
}


def make(random: Random | None = None) -> str:
    """A new code, grouped. From the system's randomness unless told otherwise: codes must not be guessed."""
    draw = random or secrets.SystemRandom()
    drawn, body = draw.randrange(_MODULUS ** (LENGTH - 1)), ""
    for _ in range(LENGTH - 1):
        drawn, symbol = divmod(drawn, _MODULUS)
        body += ALPHABET[symbol]
    return _grouped(body + _check(body))


def normalise(typed: str) -> str:
    """What was typed, as codes are stored: « k7m 4rp-2x » is ``K7M-4RP-2X``.

    Lower case, spaces, dashes and dots do not matter, nor look-alikes (O for D, S for 5, Cyrillic letters, digits of
    another script). ``""`` when it cannot be a code, whatever its check symbol: see `is_valid` for that.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    digits = (str(unicodedata.digit(c, -1)) if c.isdigit() else c for c in text)
    symbols = "".join(c for c in digits if c.isalnum()).translate(_LOOK_ALIKES)
    if len(symbols) != LENGTH or any(c not in ALPHABET for c in symbols):
        return ""
    return _grouped(symbols)


def is_valid(typed: str) -> bool:
    """Whether this can be a code that we made. False means that somebody misread or mistyped it: ask again."""
    symbols = normalise(typed).replace("-", "")
    return bool(symbols) and _check(symbols[:-1]) == symbols[-1]


def spoken(code: str, language: str = "fr") -> str:
    """The code as one spells it on the phone: « K comme Kléber, 7, M comme Marcel… ». French, or the words of aviation.

    Raises `ValueError` when it is not a code.
    """
    symbols = normalise(code).replace("-", "")
    if not symbols:
        raise ValueError(f"{code!r} is not a code")
    if language != "fr":
        return ", ".join(_SPELT["en"].get(symbol, symbol) for symbol in symbols)
    words = _SPELT["fr"]
    return ", ".join(f"{symbol} comme {words[symbol]}" if symbol in words else symbol for symbol in symbols)


def _grouped(symbols: str) -> str:
    return "-".join(symbols[group] for group in _GROUPS)


def _check(body: str) -> str:
    """The symbol that makes the weighted sum a multiple of 23, the check itself weighing 1.

    Weights 8…2 then 1 are non-zero and all different modulo a prime: hence a wrong symbol, or two that changed places,
    always shows.
    """
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in zip(range(LENGTH, 1, -1), body, strict=True))
    return ALPHABET[-total % _MODULUS]
