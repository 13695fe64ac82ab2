"""What a file says, before anything is compared or written."""

from dataclasses import dataclass, field
from enum import StrEnum

from pontdesarts.incoming.notes import Refusal

NAME_LENGTH, ADDRESS_LENGTH, PHONE_LENGTH, WEBSITE_LENGTH, ID_LENGTH = 160, 200, 20, 200, 200


class Format(StrEnum):
    DATA_INCLUSION = "data_inclusion"
    MEDNUM = "mednum"
    GEOJSON = "geojson"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def said(self) -> str:
        return _SAID[self]


_SAID = {
    Format.DATA_INCLUSION: "data·inclusion",
    Format.MEDNUM: "standard de la médiation numérique",
    Format.GEOJSON: "points GeoJSON",
    Format.JSON: "liste JSON",
    Format.CSV: "tableau CSV",
    Format.XLSX: "classeur Excel",
}


class Wanted(StrEnum):
    """What the structures of the file become here."""

    RELAYS = "relays"
    PARTNERS = "partners"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the file. Each field is "" or None when the file does not say.

    ``first`` and ``second`` are the coordinates as they stand, not yet judged: degrees or metres, in any order.
    ``key`` is what names the line at its source, from one file to the next.
    """

    line: int
    key: str
    name: str
    parent: str = ""
    siret: str = ""
    rna: str = ""
    kind: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    insee: str = ""
    department: str = ""
    first: float | None = None
    second: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    audiences: tuple[str, ...] = ()
    capacity: int | None = None
    closed: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """``source`` is the name under which the keys are known whatever the file is called, "" when the file gives none.

    ``hints`` are words of the file's name and of its columns: they tell what its lines are.
    """

    format: Format
    told: tuple[Told, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    source: str = ""
    hints: str = ""
    audiences: dict[str, tuple[str, ...]] = field(default_factory=dict)
