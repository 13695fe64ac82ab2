"""The sheet for the wall: one page, easy to read, tagged, in two sizes and two inks."""

import subprocess
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from pontdesarts.network.models import Structure
from pontdesarts.permanences import documents, posting
from pontdesarts.permanences.documents import Fact, Outing, PosterPaper, Size, Style
from pontdesarts.permanences.views.poster import _weeks
from pontdesarts.programme.disciplines import ICONS, Discipline
from pontdesarts.programme.models import Showing
from tests.network.factories import ReferentFactory, RelayFactory
from tests.programme.factories import AllotmentFactory

A4 = (595, 842)
A3 = (842, 1191)
LONG = "Le très long titre d'un spectacle que personne n'a su raccourcir, avec un sous-titre, et son complément, encore"


def outing(number: int, title: str = "Bérénice") -> Outing:
    return Outing(
        title=f"{title} {number}",
        discipline="Théâtre",
        family=list(ICONS)[number % len(ICONS)],
        icon=ICONS[list(ICONS)[number % len(ICONS)]],
        place="Théâtre Jean-Vilar, Vitry-sur-Seine",
        day={"weekday": "mardi", "day": "1", "ordinal": "er", "month": "décembre", "hour": "20 h 30", "iso": ""},
        also="Aussi : samedi à 15 h et dimanche à 17 h.",
        facts=[Fact(icon="family", text="À partir de 12 ans"), Fact(icon="wheelchair", text="Fauteuil roulant")],
    )


def paper(number: int, title: str = "Bérénice") -> PosterPaper:
    return PosterPaper(
        week="du 30 novembre au 6 décembre",
        relay="Centre social Les Tilleuls",
        phone="01 46 80 00 00",
        outings=[outing(each, title) for each in range(number)],
    )


def words_of(pdf: bytes, folder: Path) -> str:
    (folder / "affiche.pdf").write_bytes(pdf)
    read = subprocess.run(["pdftotext", folder / "affiche.pdf", "-"], capture_output=True, check=True)
    return read.stdout.decode()


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize(("size", "points"), [(Size.A4, A4), (Size.A3, A3)])
def test_the_poster_is_one_tagged_page_of_its_size(number: int, size: Size, points: tuple[int, int]) -> None:
    pdf = PdfReader(BytesIO(documents.poster(paper(number), size=size)))
    assert len(pdf.pages) == 1
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == points
    assert pdf.trailer["/Root"]["/Lang"] == "fr"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata.title == "Les sorties de la semaine : du 30 novembre au 6 décembre"


@pytest.mark.parametrize("style", list(Style))
def test_six_outings_with_long_titles_fit_on_the_page(style: Style, tmp_path: Path) -> None:
    content = documents.poster(paper(6, LONG), style=style)
    assert len(PdfReader(BytesIO(content)).pages) == 1
    said = " ".join(words_of(content, tmp_path).split())
    assert said.count("Le très long titre") == 6
    assert said.count("Fauteuil roulant") == 6
    # the foot of the sheet is whole, and nothing runs over it
    assert "Le nombre de places est limité." in said


def test_the_poster_says_what_when_where_and_whom_to_ask(tmp_path: Path) -> None:
    said = words_of(documents.poster(paper(2)), tmp_path)
    for part in ("On sort", "gratuit", "Bérénice 1", "20 h 30", "Parlez-en à l'accueil.", "Centre social Les Tilleuls"):
        assert part in " ".join(said.split())
    assert "01 46 80 00 00" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_on_it_is_a_link_nor_says_why_places_are_given(tmp_path: Path) -> None:
    content = documents.poster(paper(6))
    said = words_of(content, tmp_path).lower()
    assert not [word for word in ("http", "www", "pont des arts", "insertion", "social·e", "précarité") if word in said]
    assert "/Annots" not in PdfReader(BytesIO(content)).pages[0]


def test_the_black_variant_has_no_other_ink(tmp_path: Path) -> None:
    picture = Image.open(BytesIO(documents.poster_picture(paper(4), style=Style.MONO))).convert("RGB")
    coloured = [pixel for _, pixel in picture.getcolors(1 << 24) or [] if max(pixel) - min(pixel) > 12]
    assert coloured == []


@pytest.mark.parametrize("number", [0, 7])
def test_a_poster_of_nothing_or_of_too_much_is_a_mistake_of_ours(number: int) -> None:
    with pytest.raises(ValueError, match="1 to 6"):
        documents.poster(paper(number))


def test_every_pictogram_is_in_the_sprite() -> None:
    icons = {icon for icon, _ in posting._ACCESS.values()} | {icon for icon, _ in documents._WAY} | set(ICONS.values())
    for icon in icons | {"family", "language", "outdoors", "place", "danse", "cirque", "patrimoine"}:
        assert documents.svg(icon, "#000").startswith("<svg")


def test_from_friday_on_the_next_week_comes_first() -> None:
    thursday, friday = date(2026, 11, 26), date(2026, 11, 27)
    assert _weeks(thursday)[0] == date(2026, 11, 23)
    assert _weeks(friday)[0] == date(2026, 11, 30)
    assert len(_weeks(friday)) == 8


# --- the page


@pytest.fixture
def monday() -> date:
    return _weeks(timezone.localdate())[1]


def at(monday: date, day: int, hour: int) -> datetime:
    moment = datetime.combine(monday + timedelta(days=day), datetime.min.time()).replace(hour=hour)
    return timezone.make_aware(moment)


@pytest.fixture
def showing(db: None, monday: date) -> Showing:
    return AllotmentFactory(showing__starts_at=at(monday, 2, 20), opens_at=timezone.now() - timedelta(days=1)).showing


@pytest.fixture
def relay(showing: Showing, client: Client) -> Structure:
    relay = RelayFactory(association=showing.offer.association, name="Les Tilleuls")
    client.force_login(ReferentFactory(structure=relay).user)
    return relay


def more(showing: Showing, starts_at: datetime, **offer) -> Showing:
    if not offer:
        return AllotmentFactory(
            showing__offer=showing.offer, showing__starts_at=starts_at, opens_at=showing.allotment.opens_at
        ).showing
    return AllotmentFactory(
        showing__offer__association=showing.offer.association,
        showing__starts_at=starts_at,
        opens_at=showing.allotment.opens_at,
        **{f"showing__offer__{name}": value for name, value in offer.items()},
    ).showing


def test_the_page_ticks_a_varied_six(client: Client, relay, showing, monday) -> None:
    for day in range(6):
        more(showing, at(monday, day, 18), title=f"Film {day}", discipline=Discipline.CINEMA)
    page = client.get(reverse("permanences:poster"), {"week": monday.isoformat(), "radius": ""})
    assert len(page.context["found"]) == 7
    assert len(page.context["ticked"]) == 6
    assert showing.offer.pk in page.context["ticked"]


def test_what_is_ticked_is_printed_with_its_other_dates(client: Client, relay, showing, monday, tmp_path) -> None:
    more(showing, at(monday, 5, 15))
    other = more(showing, at(monday, 3, 18), title="Autre chose")
    later = more(showing, at(monday, 9, 18), title="La semaine d'après")
    address = reverse("permanences:poster_paper")
    chosen = {"week": monday.isoformat(), "radius": "", "sortie": [showing.offer.pk, later.offer.pk], "size": "a3"}
    answer = client.get(address, chosen)
    assert answer["Content-Type"] == "application/pdf"
    said = " ".join(words_of(answer.content, tmp_path).split())
    assert "Aussi : samedi à 15 h." in said
    assert other.offer.title not in said
    assert later.offer.title not in said
    assert round(PdfReader(BytesIO(answer.content)).pages[0].mediabox.width) == A3[0]


@pytest.mark.parametrize("sorties", [[], ["x"], ["99999999999"]])
def test_nothing_ticked_is_said(sorties: list[str], client: Client, relay, showing, monday) -> None:
    page = client.get(reverse("permanences:poster_paper"), {"week": monday.isoformat(), "sortie": sorties}, follow=True)
    assert "Choisissez au moins une sortie." in page.content.decode()


@pytest.mark.parametrize(
    "typed", [{"week": "2026-02-31"}, {"week": "x"}, {"relay": "0"}, {"size": "a0"}, {"radius": "-1"}]
)
def test_an_address_made_up_is_said(typed: dict[str, str], client: Client, relay) -> None:
    assert "existe pas ici" in client.get(reverse("permanences:poster"), typed).content.decode()
    assert client.get(reverse("permanences:poster_paper"), typed).status_code == 302


def test_nobody_prints_the_poster_of_another_relay(client: Client, relay) -> None:
    other = RelayFactory(association=relay.association)
    assert client.get(reverse("permanences:poster_paper"), {"relay": other.pk, "sortie": 1}).status_code == 302
