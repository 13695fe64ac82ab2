"""The voucher (contremarque): what a person shows at the desk, and what the outing will be like, in their language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import translation
from django.utils.translation import gettext, ngettext

from pontdesarts.printing import pdf, qr

from . import dates, steps


class Style(StrEnum):
    """How it is printed: A5 in colour, A5 in black alone, A4 in letters of 18 pt."""

    COLOUR = "colour"
    MONO = "mono"
    LARGE = "large"


class Desk(StrEnum):
    """What is exchanged at the desk: the values of the programme's ``VoucherMode``."""

    NAME_LIST = "name_list"
    VOUCHER = "voucher"
    CODE = "code"
    COLLECTED_TICKETS = "collected_tickets"


@dataclass(frozen=True, kw_only=True)
class VoucherPaper:
    """All that a voucher says. Texts of the venue (title, address, access…) are printed as they are, in French.

    ``starts_at`` is the showing, or the first day of an open-dated offer, whose last day is ``until``. Not
    ``timed``, its hour means nothing: it lasts all day. ``adults`` counts those who go with a group too: nothing tells
    them apart. ``ordinal`` and ``of`` number the vouchers when
    each person of a booking has one, with its own ``adults`` and ``children``. ``seated`` and ``silent`` false leave
    out the seat and the telephone: a museum, a swimming pool.
    """

    title: str
    venue: str
    code: str
    starts_at: datetime
    address: Sequence[str] = ()
    until: datetime | None = None
    timed: bool = True
    come_at: datetime | None = None
    doors_at: datetime | None = None
    adults: int = 0
    children: int = 0
    wheelchair: int = 0
    qr_payload: str = ""  # the code itself when empty
    desk: Desk | str = Desk.NAME_LIST
    desk_instructions: str = ""
    pickup_name: str = ""
    transport: str = ""
    last_departure: str = ""
    access: Sequence[str] = ()
    contact_phone: str = ""
    contact_name: str = ""
    ordinal: int = 1
    of: int = 1
    seated: bool = True
    silent: bool = True

    @property
    def places(self) -> int:
        return self.adults + self.children


def vouchers(papers: Sequence[VoucherPaper], *, language: str = "fr", style: Style | str = Style.COLOUR) -> bytes:
    """One PDF with two pages for each paper: the front for the desk, the back for whoever goes out.

    Languages: those of the site; words that the venue wrote stay in French. Raises `ValueError` without any paper.
    """
    data, title = _said(papers, language, Style(style))
    return pdf.compile("bookings/voucher.typ", data, title=title, language=language)


def voucher_pictures(
    papers: Sequence[VoucherPaper], *, language: str = "fr", style: Style | str = Style.COLOUR, dpi: int = 110
) -> list[bytes]:
    """The same pages as PNG pictures."""
    data, title = _said(papers, language, Style(style))
    return pdf.pictures("bookings/voucher.typ", data, title=title, language=language, dpi=dpi)


def _said(papers: Sequence[VoucherPaper], language: str, style: Style) -> tuple[dict[str, object], str]:
    if not papers:
        raise ValueError("There is no voucher to print.")
    with translation.override(language):
        data: dict[str, object] = {"style": style, "vouchers": [_voucher(paper) for paper in papers]}
        return data, f"{gettext('Contremarque')} {papers[0].code} : {papers[0].title}"


def _voucher(paper: VoucherPaper) -> dict[str, object]:
    return {
        "kind": gettext("Contremarque"),
        "ordinal": gettext("%(ordinal)d sur %(of)d") % {"ordinal": paper.ordinal, "of": paper.of}
        if paper.of > 1
        else "",
        "title": paper.title,
        "venue": paper.venue,
        "address": list(paper.address),
        "day": None if paper.until else dates.parts(paper.starts_at),
        "when": _when(paper),
        "timing": _timing(paper),
        "places": places(paper.places),
        "party": _party(paper),
        "marks": _marks(paper),
        "code": paper.code,
        "code_label": gettext("Votre code"),
        "at_the_desk": steps.at_the_desk(paper.desk, bool(paper.pickup_name)),
        "pickup": {"label": gettext("Au nom de"), "name": paper.pickup_name} if paper.pickup_name else None,
        "qr": qr.svg(paper.qr_payload or paper.code),
        "qr_alt": gettext("Carré à lire par l'accueil. Il contient le code %(code)s.") % {"code": paper.code},
        "steps_title": gettext("Comment ça se passe"),
        "steps": steps.outing(paper),
        "journey_title": gettext("Pour venir"),
        "journey": steps.journey(paper),
        "access_title": gettext("Pour entrer et s'installer"),
        "access": steps.access(paper),
        "contact_title": gettext("Une question ?"),
        "contact": steps.contact(paper),
    }


def _ordinal(paper: VoucherPaper) -> str:
    if paper.of < 2:
        return ""
    return gettext("%(ordinal)d sur %(of)d") % {"ordinal": paper.ordinal, "of": paper.of}


def places(number: int) -> str:
    return ngettext("%(number)d place", "%(number)d places", number) % {"number": number}


def _party(paper: VoucherPaper) -> str:
    adults = ngettext("%(number)d adulte", "%(number)d adultes", paper.adults) % {"number": paper.adults}
    children = ngettext("%(number)d enfant", "%(number)d enfants", paper.children) % {"number": paper.children}
    if paper.adults and paper.children:
        return gettext("%(adults)s et %(children)s") % {"adults": adults, "children": children}
    return adults if paper.adults else children if paper.children else ""


def _when(paper: VoucherPaper) -> str:
    if paper.until:
        days = {"first": dates.day(paper.starts_at), "last": dates.day(paper.until)}
        return gettext("Du %(first)s au %(last)s") % days
    return gettext("À %(hour)s") % {"hour": dates.hour(paper.starts_at)} if paper.timed else ""


def _timing(paper: VoucherPaper) -> list[dict[str, object]]:
    said: list[dict[str, object]] = []
    if paper.come_at:
        said.append({"text": gettext("Venez à %(hour)s.") % {"hour": dates.hour(paper.come_at)}, "strong": True})
    if paper.doors_at:
        doors = gettext("Les portes ouvrent à %(hour)s.") % {"hour": dates.hour(paper.doors_at)}
        said.append({"text": doors, "strong": False})
    if paper.until:
        said.append({"text": gettext("Vous choisissez le jour."), "strong": True})
    return said


def _marks(paper: VoucherPaper) -> list[dict[str, str]]:
    if not paper.wheelchair:
        return []
    said = ngettext("%(number)d place en fauteuil roulant", "%(number)d places en fauteuil roulant", paper.wheelchair)
    return [{"pictogram": "wheelchair", "text": said % {"number": paper.wheelchair}}]
