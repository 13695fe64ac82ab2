"""The numbers by which France knows a structure, as people type them and as spreadsheets spoil them."""

import re

from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret

from pontdesarts.journal.refusals import Refused

# what people put between groups of digits, invisible spaces of the web included
_BETWEEN = re.compile(r"[\s\u00a0\u202f\u2009\u200b.\-/]+")
_AS_A_FLOAT = re.compile(r"\d{9,15}[.,]0+")
_AS_A_POWER = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
# W, the three characters of the registry (751, 2A1 in Corsica, 9R1 overseas), six digits: decree n° 2007-1807's RNA
_RNA = re.compile(r"W\d[0-9A-Z]\d\d{6}")
_TEXT_FORMAT = "Dans le tableur, mettez la colonne au format « Texte », puis recopiez le numéro depuis l'original."


class NumberRefused(Refused):
    """It is no such number, and the sentence says what is wrong with it."""


def read_siret(typed: object) -> str:
    """The fourteen digits of a SIRET, "" for nothing. Spaces and points are read over.

    A cell that holds a number is read when it still has all its digits; the text « 73282932000074.0 » is refused: it
    comes from a sheet whose other numbers may have lost theirs. Raises `NumberRefused`.
    """
    if isinstance(typed, float) and typed.is_integer():
        typed = int(typed)
    if isinstance(typed, int) and not isinstance(typed, bool):
        typed = str(typed).zfill(14) if 0 < typed < 10**14 else str(typed)
    text = "" if typed is None else str(typed).strip()
    if _AS_A_FLOAT.fullmatch(text):
        raise NumberRefused(f"« {text} » a été pris pour un nombre à virgule par un tableur.", _TEXT_FORMAT)
    if _AS_A_POWER.fullmatch(text):
        raise NumberRefused(f"« {text} » n'est plus un SIRET : un tableur a perdu des chiffres.", _TEXT_FORMAT)
    digits = _BETWEEN.sub("", text)
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit()):
        raise NumberRefused(
            "Un SIRET n'a que des chiffres, 14 en tout.", "Vérifiez qu'aucune lettre ne s'y est glissée."
        )
    if len(digits) != 14:
        raise NumberRefused(*_of_another_length(digits))
    try:
        return str(siret.validate(digits))
    except ValidationError:
        raise NumberRefused(
            "Ce SIRET contient une faute : ses chiffres ne s'accordent pas entre eux.",
            "Recopiez-le, par exemple depuis un courrier de la structure.",
        ) from None


def _of_another_length(digits: str) -> tuple[str, str]:
    count = f"Un SIRET a 14 chiffres : celui-ci en a {len(digits)}."
    if len(digits) == 9 and siren.is_valid(digits):
        return (
            "C'est un SIREN, le numéro de l'organisme.",
            "Ajoutez les 5 chiffres de l'établissement, ou laissez vide.",
        )
    padded = digits.zfill(14)
    if len(digits) in {12, 13} and siret.is_valid(padded):
        return count, f"Il a sans doute perdu un zéro au début : {padded} ?"
    return count, "Recopiez-le en entier, ou laissez vide."


def show_siret(number: str) -> str:
    """« 732 829 320 00074 », as papers print it."""
    return str(siret.format(number)) if number else ""


def read_rna(typed: object) -> str:
    """The number of an association in the national registry, "" for nothing: W and nine characters.

    Raises `NumberRefused`.
    """
    text = "" if typed is None else str(typed).strip()
    number = _BETWEEN.sub("", text).upper()
    if not number or _RNA.fullmatch(number):
        return number
    if number.isascii() and number.isdigit() and len(number) in {9, 14}:
        which = "SIREN" if len(number) == 9 else "SIRET"
        raise NumberRefused("Un numéro RNA commence par W.", f"Celui-ci ressemble à un {which}.")
    raise NumberRefused(
        "Un numéro RNA commence par W, suivi de 9 chiffres, par exemple W941234567.",
        "Il est sur le récépissé de la préfecture. Laissez vide si vous ne l'avez pas.",
    )
