"""The convention on paper. A pure function of plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from pontdesarts.printing import pdf

from . import rules


@dataclass(frozen=True)
class Place:
    """Where one person signs: empty, or with the trace of what they signed."""

    name: str
    function: str
    signed: str = ""


@dataclass(frozen=True)
class Trace:
    """One signature, as proof: who, in what quality, how and when."""

    name: str
    function: str
    party: str
    how: str
    when: str
    proof: str


@dataclass(frozen=True)
class Sheet:
    """Everything that the paper says. ``number`` is 0 while nothing was sent to sign."""

    title: str
    association: str
    period: str
    text: str
    number: int
    digest: str
    warning: str
    places: Sequence[tuple[str, Sequence[Place]]]
    traces: Sequence[Trace] = ()
    struck: Sequence[str] = ()


def agreement_pdf(sheet: Sheet) -> bytes:
    """A4, tagged: articles are titles, items are lists; signature blocks stay in one piece."""
    data: Mapping[str, object] = asdict(sheet) | {
        "blocks": [asdict(block) for block in rules.blocks(sheet.text)],
        "text": "",
        "places": [[party, [asdict(place) for place in places]] for party, places in sheet.places],
    }
    return pdf.compile("agreements/agreement.typ", data, title=sheet.title)
