"""Everything of an association leaves in one file, and comes back: as many of each, joined as they were."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.bookings import pickup
from pontdesarts.bookings.models import Booking
from pontdesarts.federation import archive, operations
from pontdesarts.federation.archive.owning import owned, references, why_it_stays
from pontdesarts.federation.archive.reading import MOST_BYTES
from pontdesarts.follow_up.models import Letter
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.messaging.models import MailOptOut
from pontdesarts.messaging.models.mailings import fingerprint
from pontdesarts.messaging.operations import mailings
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Offer
from pontdesarts.supporters.models import Circle
from tests import people
from tests.associations.factories import AssociationFactory
from tests.bookings.factories import BookingFactory
from tests.network.factories import RelayFactory
from tests.supporters.factories import SupporterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich() -> Association:
    """An association where everything says something, and a neighbour of the same kind."""
    people.settle(AssociationFactory(name="Voisine"))
    theirs = AssociationFactory(name="Passerelle")
    people.settle(theirs)
    # an outing next door, which cannot leave
    next_door = BookingFactory(relay=RelayFactory(association=theirs))
    assert next_door.showing.offer.association != theirs
    return theirs


def counts(association: Association) -> dict[str, int]:
    return {each.label: each.rows(association).count() for each in owned() if each.model is not Association}


def erase(association: Association) -> None:
    """As on another platform: no row of it is left, nor of what stays behind and names one."""
    keys = {each.model: list(each.rows(association).values_list("pk", flat=True)) for each in owned()}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if model not in keys and field.related_model in keys:
                named = model._default_manager.filter(**{f"{field.name}__in": keys[field.related_model]})
                named._raw_delete("default")
    Association.departments.through.objects.filter(association_id=association.pk)._raw_delete("default")
    for model, gone in keys.items():
        model._default_manager.filter(pk__in=gone)._raw_delete("default")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "archive.zip"


def test_every_model_of_ours_leaves_or_says_why_it_stays() -> None:
    silent = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("pontdesarts.")
        and model not in {each.model for each in owned()}
        and why_it_stays(model) is None
    ]
    assert silent == []


def test_a_row_is_named_after_those_that_it_cannot_be_without() -> None:
    done: set[type[models.Model]] = set()
    early = []
    for each in owned():
        done.add(each.model)
        for field in each.model._meta.concrete_fields:
            named = field.related_model
            if field.is_relation and not field.null and named in {one.model for one in owned()} - done:
                early.append(f"{each.label}.{field.name}")
    assert early == []


def test_no_row_that_leaves_needs_one_that_stays() -> None:
    leaves = {each.model for each in owned()} | {User}
    needed = [
        f"{each.label}.{key.name}"
        for each in owned()
        for key in references(each.model)
        if not key.null and key.related_model not in leaves and key.related_model._meta.app_label != "territory"
    ]
    assert needed == []


def test_what_left_comes_back_in_the_same_numbers_and_joined_as_it_was(rich, file) -> None:
    before = counts(rich)
    entries = Entry.objects.count()
    joined = set(
        Booking.objects.filter(relay__association=rich).values_list("code", "relay__name", "showing__offer__title")
    )
    written, _ = archive.write(rich, file, at=timezone.now())
    erase(rich)
    about = {label for label, count in written.items() if count}
    assert len(about) > 40, "the world fills too little"
    with file.open("rb") as content:
        taken = archive.take_in(archive.open_archive(content))
    assert taken.counts == written
    assert not taken.renumbered
    left = json.loads(zipfile.ZipFile(file).read("manifest.json"))["next_door"]
    after = counts(taken.association)
    assert {label: before[label] - after[label] for label in before if before[label] != after[label]} == left
    assert left["bookings.Booking"] == 1
    again = set(
        Booking.objects.filter(relay__association=taken.association).values_list(
            "code", "relay__name", "showing__offer__title"
        )
    )
    assert again == {row for row in joined if row in again}
    assert len(again) == len(joined) - 1
    assert Entry.objects.count() == entries + written["journal.Entry"]
    assert list(taken.association.departments.all()) == list(rich.departments.all())


def test_where_its_numbers_are_taken_everything_gets_new_ones_and_stays_joined(rich, file) -> None:
    relay = (
        Structure.objects.filter(association=rich, bookings__isnull=False)
        .exclude(bookings__showing__offer__association=AssociationFactory())
        .order_by("pk")
        .first()
    )
    assert relay
    name = relay.name
    written, _ = archive.write(rich, file, at=timezone.now())
    erase(rich)
    squatter = Structure(pk=relay.pk, association=AssociationFactory(), name="Autre", created_at=timezone.now())
    squatter.save(force_insert=True)
    with file.open("rb") as content:
        taken = archive.take_in(archive.open_archive(content))
    assert taken.renumbered
    assert taken.counts == written
    assert Structure.objects.get(pk=squatter.pk).name == "Autre"
    back = Structure.objects.get(association=taken.association, name=name)
    assert back.pk != relay.pk
    assert back.bookings.exists()


def test_who_wants_no_more_letters_gets_none_where_the_association_goes(rich, file) -> None:
    relay = Structure.objects.filter(association=rich).exclude(email="").order_by("pk")[0]
    supporter = SupporterFactory(association=rich)
    for family, address in (
        (Letter.family_of(rich).key, relay.email),
        (Circle.family_of(rich).key, supporter.email),
        (f"follow_up.{rich.pk}9", relay.email),
    ):
        mailings.leave(family, fingerprint(address), at=timezone.now())
    archive.write(rich, file, at=timezone.now())
    erase(rich)
    MailOptOut.objects.all().delete()
    Structure(pk=relay.pk, association=AssociationFactory(), name="Autre", created_at=timezone.now()).save()
    with file.open("rb") as content:
        taken = archive.take_in(archive.open_archive(content)).association
    assert taken.pk != rich.pk, "its number is another one here"
    assert mailings.why_not(Letter.family_of(taken).key, [relay.email.upper()]) == ["left"]
    assert mailings.why_not(Circle.family_of(taken).key, [supporter.email, relay.email]) == ["left", ""]
    assert MailOptOut.objects.count() == 2


def test_nothing_of_a_neighbour_is_in_the_file_nor_what_is_sealed(rich, file) -> None:
    Booking.objects.filter(relay__association=rich).update(pickup_sealed=pickup.seal("Jeanne Lefèvre"))
    theirs = Offer.objects.exclude(association=rich).values_list("pk", flat=True)
    archive.write(rich, file, at=timezone.now())
    with zipfile.ZipFile(file) as opened:
        offers = [json.loads(line)["id"] for line in opened.read("rows/programme.Offer.jsonl").splitlines()]
        sealed = [json.loads(line)["pickup_sealed"] for line in opened.read("rows/bookings.Booking.jsonl").splitlines()]
    assert offers
    assert theirs
    assert not set(offers) & set(theirs)
    assert set(sealed) == {None}


def test_who_takes_the_data_away_opens_it_in_a_spreadsheet_and_reads_what_is_where(rich, file) -> None:
    structure = Structure.objects.filter(association=rich).order_by("pk").first()
    assert structure is not None
    Structure.objects.filter(pk=structure.pk).update(name="=Maison; bleue", stage="dormant")
    archive.write(rich, file, at=timezone.now())
    with zipfile.ZipFile(file) as opened:
        names = [name for name in opened.namelist() if name.startswith("tableaux/")]
        tables = {name: opened.read(name).decode("utf-8-sig").splitlines() for name in names}
        read_me = opened.read("LISEZ-MOI.txt").decode()
    structures = list(csv.DictReader(tables["tableaux/structures.csv"], delimiter=";"))
    row = next(each for each in structures if each["n°"] == str(structure.pk))
    assert row["nom"] == "'=Maison; bleue", "a spreadsheet runs nothing of what people wrote"
    assert row["étape"] == "en sommeil", "what a choice says, not its code"
    assert "link epoch" not in row, "nor what only the machine reads"
    bookings = list(csv.DictReader(tables["tableaux/réservations.csv"], delimiter=";"))
    assert {each["relais"] for each in bookings} <= set(
        Structure.objects.filter(association=rich).values_list("name", flat=True)
    ) | {"'=Maison; bleue"}, "a relay by its name, not its number"
    assert all(len(lines) > 1 for lines in tables.values()), "no empty table to open for nothing"
    assert f"tableaux/structures.csv : {len(structures)} lignes" in read_me
    assert "les courriels et les textos partis sont à la plateforme" in read_me


def test_people_come_with_an_account_without_a_password_and_those_known_keep_theirs(rich, file) -> None:
    known = people.settle(AssociationFactory())
    archive.write(rich, file, at=timezone.now())
    with zipfile.ZipFile(file) as opened:
        said = [json.loads(line) for line in opened.read("rows/people.jsonl").splitlines()]
    assert said
    assert all(set(one) == {"id", "email", "name"} for one in said)
    assert known.email not in {one["email"] for one in said}


def _zip(**files: str) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    made.seek(0)
    return made


@pytest.mark.parametrize(
    "content",
    [
        io.BytesIO(b"pas une archive"),
        _zip(autre="x"),
        _zip(**{"manifest.json": "{"}),
        _zip(**{"manifest.json": "[]"}),
        _zip(
            **{
                "manifest.json": json.dumps(
                    {"format": "pont-des-arts/9", "association": {"slug": "a", "name": "A"}, "counts": {}}
                )
            }
        ),
    ],
    ids=["no zip", "no manifest", "broken manifest", "a list", "another format"],
)
def test_what_is_no_archive_is_refused_in_words(content) -> None:
    content.seek(0)
    with pytest.raises(archive.ArchiveRefused):
        archive.open_archive(content)
    assert MOST_BYTES > 1 << 30


def test_a_broken_line_takes_nothing_in(rich, file, tmp_path) -> None:
    archive.write(rich, file, at=timezone.now())
    erase(rich)
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(file) as opened, zipfile.ZipFile(broken, "w") as copy:
        for name in opened.namelist():
            content = opened.read(name)
            copy.writestr(name, content + b'{"id": "x"\n' if name.endswith("bookings.Booking.jsonl") else content)
    structures = Structure.objects.count()
    with broken.open("rb") as content, pytest.raises(archive.ArchiveRefused, match="ne se lit pas"):
        archive.take_in(archive.open_archive(content))
    assert Structure.objects.count() == structures


def forged(file: Path, made: Path, name: str, change: Callable[[bytes], bytes], **more: bytes) -> archive.Opened:
    """The same archive, one of its files written by somebody else, others put beside."""
    with zipfile.ZipFile(file) as opened, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for each in opened.namelist():
            content = opened.read(each)
            copy.writestr(each, change(content) if each == name else content)
        for each, content in more.items():
            copy.writestr(each, content)
    return archive.open_archive(io.BytesIO(made.read_bytes()))


def in_line(**said: object) -> Callable[[bytes], bytes]:
    """The first line of a file says something else."""

    def change(content: bytes) -> bytes:
        first, *others = content.splitlines(keepends=True)
        return b"".join([json.dumps(json.loads(first) | said).encode() + b"\n", *others])

    return change


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("rows/network.Structure.jsonl", in_line(name="x" * 5000)),
        ("rows/network.Structure.jsonl", in_line(name="\x00")),
        ("rows/network.Structure.jsonl", in_line(id=10**30)),
        ("rows/network.Structure.jsonl", in_line(association_id=10**6)),
        ("rows/network.Structure.jsonl", lambda content: b"[1, 2]\n" + content),
        ("rows/network.Structure.jsonl", lambda content: b"[" * 100_000),
        ("rows/associations.Association.jsonl", in_line(slug="une-autre")),
        ("rows/people.jsonl", in_line(email="x@example.org\nBcc: tous@example.org")),
        ("manifest.json", lambda content: content.replace(b"made_at", b"made_when")),
    ],
    ids=["too long", "nul", "too great", "of nobody", "a list", "bottomless", "two names", "two headers", "no date"],
)
def test_a_line_that_somebody_forged_takes_nothing_in(rich, file, tmp_path, name, change) -> None:
    archive.write(rich, file, at=timezone.now())
    erase(rich)
    structures = Structure.objects.count()
    with pytest.raises(archive.ArchiveRefused):
        operations.take_in(forged(file, tmp_path / "forged.zip", name, change), by=JOB, at=timezone.now())
    assert Structure.objects.count() == structures


def test_a_file_of_the_archive_that_is_no_picture_of_ours_stays_in_it(rich, file, tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    archive.write(rich, file, at=timezone.now())
    erase(rich)
    whole = b"RIFF\x00\x00\x00\x00WEBP"
    ours = f"offres/{sha256(whole).hexdigest()[:32]}.webp"
    beside = {
        "pictures/../../evil.py": b"x",
        "pictures/archives/0.zip": b"x",
        "pictures/offres/page.html": b"<script>",
        f"pictures/offres/{'0' * 32}.webp": b"of another name",
        f"pictures/{ours}": whole,
    }
    opened = forged(file, tmp_path / "forged.zip", "", bytes, **beside)
    operations.take_in(opened, by=JOB, at=timezone.now())
    kept = [str(path.relative_to(tmp_path / "media")) for path in (tmp_path / "media").rglob("*") if path.is_file()]
    assert kept == [ours]
    assert not (tmp_path.parent / "evil.py").exists()


def test_an_archive_that_says_too_much_of_itself_is_not_read() -> None:
    with pytest.raises(archive.ArchiveRefused, match="en dit trop"):
        archive.open_archive(_zip(**{"manifest.json": " " * (2 << 20)}))


def test_an_association_that_is_there_is_not_taken_in_twice(rich, file) -> None:
    archive.write(rich, file, at=timezone.now())
    with file.open("rb") as content, pytest.raises(archive.ArchiveRefused, match="déjà sur la plateforme"):
        operations.take_in(archive.open_archive(content), by=JOB, at=timezone.now())
