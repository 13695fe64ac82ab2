"""Telephone numbers that may get a text: mobiles of France, overseas too. Never in a log, nor whole in a page."""

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from pontdesarts.journal import sealing
from pontdesarts.journal.refusals import Refused

_PURPOSE = "number"
# the first that makes it a mobile; numbers of New Caledonia, of Wallis, of Tahiti are read with their prefix only
_HERE = ("FR", "GP", "MQ", "GF", "RE", "YT")
_FRANCE = frozenset({"FR", "GP", "BL", "MF", "MQ", "GF", "RE", "YT", "PM", "NC", "PF", "WF"})
_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# kept by the regulator for films and examples: nobody has them, and the simulator takes them
_OF_FICTION = re.compile(r"\+3363998\d{4}")


class NumberRefused(Refused):
    """What was typed is not a number that may get a text."""


def read(typed: str, *, fiction: bool = False) -> str:
    """The number as networks write it, ``+33612345678``. Raises `NumberRefused`.

    ``fiction``: numbers of films are taken too (06 39 98 00 00 to 99 99).
    """
    typed = typed.strip()
    if not typed or len(typed) > 25 or not re.fullmatch(r"\+?[\d .()/\u00a0-]+", typed):
        raise NumberRefused("Ce n'est pas un numéro de téléphone.", "Écrivez dix chiffres : 06 12 34 56 78.")
    found = [number for region in _HERE if (number := _parsed(typed, region))]
    for number in found:
        written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if _is_mobile(number) or (fiction and _OF_FICTION.fullmatch(written)):
            return written
    if any(phonenumbers.is_valid_number(number) for number in found):
        raise NumberRefused(
            "Ce numéro ne peut pas recevoir de SMS de notre part.",
            "Il faut un mobile français, qui commence par 06 ou 07 (ou un préfixe d'outre-mer).",
        )
    raise NumberRefused("Ce numéro n'existe pas.", "Vérifiez ses dix chiffres : il commence par 06 ou 07.")


def _parsed(typed: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    return (
        phonenumbers.is_valid_number(number)
        and phonenumbers.region_code_for_number(number) in _FRANCE
        and phonenumbers.number_type(number) in _MOBILE
    )


def shown(number: str) -> str:
    """As people say it: « 06 12 34 56 78 »."""
    parsed = _parsed(number, "FR")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL) if parsed else number


def masked(number: str) -> str:
    """Enough to know it again for whoever typed it: « 06 .. .. .. 78 »."""
    said = shown(number)
    return f"{said[:2]} .. .. .. {said[-2:]}" if len(said) > 4 else ".."


def seal(number: str) -> bytes:
    return sealing.seal(number, _PURPOSE)


def unseal(sealed: bytes | memoryview | None) -> str:
    """The number, or ``""`` when it has been erased or the key has changed."""
    return sealing.unseal(sealed, _PURPOSE) if sealed else ""


def fingerprint(number: str) -> str:
    """What tells that two numbers are the same without telling the number."""
    return sealing.fingerprint(number, _PURPOSE)


def fingerprint_of_message(provider_id: str) -> str:
    """What tells that the provider brings the same message again."""
    return sealing.fingerprint(provider_id, "message")
