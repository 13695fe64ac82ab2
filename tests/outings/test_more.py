"""After the answer: why, and what people felt; a name is asked to be read again and never stops anybody."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import JOB
from pontdesarts.journal.models import Entry
from pontdesarts.outings import operations, sounds
from pontdesarts.outings.models import Claim, Impression, Voice
from pontdesarts.outings.rules import names_somebody
from tests.bookings.test_views import text
from tests.network.factories import ReferentFactory, RelayFactory
from tests.outings.scenes import past

pytestmark = pytest.mark.django_db
PAGE = "/retours/"
OGG = b"OggS\x00\x02" + b"\x00" * 200


@pytest.fixture
def relay(client):
    relay = RelayFactory(name="Les Tilleuls")
    client.force_login(ReferentFactory(structure=relay).user)
    return relay


def told(relay, came) -> Booking:
    booking = past(relay)
    return operations.tell(booking, came=came, via=Claim.Via.PAGE, by=JOB, at=timezone.now())


def add(client, booking, **more):
    return client.post(PAGE, {"booking": booking.code, "do": "more", **more}, follow=True)


def test_some_did_not_come_one_says_why_and_how_it_was(client, relay) -> None:
    booking = told(relay, 3)
    shown = text(client.get(f"{PAGE}?dit={booking.code}"))
    assert "Pourquoi ?" in shown
    assert "garde d'enfants" in shown
    assert "prévenu" not in shown, "three came: nobody is excused"
    after = add(client, booking, reason="childcare", mood="happy", line="On a ri du début à la fin.")
    assert "Merci, c'est ajouté." in text(after)
    felt = Impression.objects.get()
    assert (felt.mood, felt.line, felt.showing, felt.text) == (
        "happy",
        "On a ri du début à la fin.",
        booking.showing,
        "",
    )
    last = Claim.objects.order_by("-pk")[0]
    assert (last.came, last.reason) == (3, "childcare")
    assert "a raconté la sortie" in [entry.sentence for entry in Entry.objects.about(booking)]


def test_nobody_came_and_somebody_had_said_so(client, relay) -> None:
    booking = told(relay, 0)
    shown = text(client.get(f"{PAGE}?dit={booking.code}"))
    assert "Comment était-ce ?" not in shown
    add(client, booking, reason="illness", excused="on")
    booking.refresh_from_db()
    assert booking.who_came == "absence annoncée"
    assert not Impression.objects.exists()


def test_when_everybody_came_no_reason_is_asked(client, relay) -> None:
    assert "Pourquoi ?" not in text(client.get(f"{PAGE}?dit={told(relay, 4).code}"))


def test_what_was_added_is_shown_again_and_said_anew_the_team_reads_it_anew(client, relay) -> None:
    booking = told(relay, 4)
    add(client, booking, mood="happy", line="Très beau.")
    Impression.objects.update(text="Très beau.", published=True, moderated_at=timezone.now())
    page = client.get(f"{PAGE}?dit={booking.code}").content.decode()
    assert "Très beau." in page
    add(client, booking, mood="happy", line="Très beau.")
    assert Impression.objects.get().published, "the same again changes nothing"
    add(client, booking, mood="mixed", line="Un peu long.")
    felt = Impression.objects.get()
    assert (felt.line, felt.published, felt.moderated_at) == ("Un peu long.", False, None)


def test_nothing_said_writes_nothing(client, relay) -> None:
    add(client, told(relay, 4), mood="", line="  ")
    assert not Impression.objects.exists()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Mme Diallo a pleuré de joie", "un nom"),
        ("M. Petit veut revenir", "un nom"),
        ("Écrivez à ana@example.org", "une adresse électronique"),
        ("Appelez le 06 39 98 12 34", "un numéro de téléphone"),
        ("Les M. de la troupe étaient drôles, en 2026", ""),
        ("Madame a ri, monsieur aussi", ""),
        ("À 20 h 30, 120 personnes : on a tout vu", ""),
    ],
)
def test_what_could_tell_who_somebody_is_is_seen(line, found) -> None:
    assert names_somebody(line) == found


def test_a_name_in_the_line_is_asked_to_be_read_again_and_what_was_written_is_kept(client, relay) -> None:
    booking = told(relay, 4)
    after = add(client, booking, mood="happy", line="Mme Diallo a pleuré de joie")
    shown = text(after)
    assert "Il semble y avoir un nom dans votre phrase. Relisez" in shown
    assert "Mme Diallo a pleuré de joie" in after.content.decode(), "it stands in the form, to be changed"
    assert Impression.objects.get().line == "Mme Diallo a pleuré de joie"


def test_a_voice_note_is_kept_whatever_it_calls_itself_and_replaced_by_another(client, relay) -> None:
    booking = told(relay, 4)
    add(client, booking, voice=SimpleUploadedFile("note.exe", OGG, content_type="text/html"))
    voice = Voice.objects.get()
    assert (voice.content_type, bytes(voice.content)) == ("audio/ogg", OGG)
    assert "Une note vocale est déjà là." in text(client.get(f"{PAGE}?dit={booking.code}"))
    add(client, booking, line="Sans nouvelle voix.")
    assert Voice.objects.count() == 1
    add(client, booking, voice=SimpleUploadedFile("b.webm", b"\x1aE\xdf\xa3" + b"\x01" * 50))
    assert Voice.objects.get().content_type == "audio/webm"


def test_what_was_felt_is_taken_back_voice_and_all(client, relay) -> None:
    booking = told(relay, 4)
    add(client, booking, mood="happy", voice=SimpleUploadedFile("a.ogg", OGG))
    add(client, booking, mood="happy", without_voice="on")
    assert (Impression.objects.get().mood, Voice.objects.count()) == ("happy", 0)
    add(client, booking, voice=SimpleUploadedFile("a.ogg", OGG))
    add(client, booking, without_voice="on")
    assert not Impression.objects.exists()
    assert Entry.objects.about(booking)[0].sentence == "a retiré ce qui racontait la sortie"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 not a sound", "Ce fichier n'est pas un son."),
        (b"<script>alert(1)</script>", "Ce fichier n'est pas un son."),
        (OGG + b"\x00" * sounds.MOST_BYTES, "Cette note est trop longue"),
    ],
)
def test_what_is_no_sound_or_too_heavy_is_refused_and_what_was_typed_stays(client, relay, content, sentence) -> None:
    booking = told(relay, 3)
    after = add(client, booking, reason="work", line="Beau soir.", voice=SimpleUploadedFile("a.ogg", content))
    assert sentence in text(after)
    assert "Beau soir." in after.content.decode()
    assert (Voice.objects.count(), Impression.objects.count()) == (0, 0)
    assert Claim.objects.get().reason == "", "all of it is written, or nothing"


@pytest.mark.parametrize(
    "content",
    [OGG, b"\x1aE\xdf\xa3x", b"\x00\x00\x00\x20ftypM4A ", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"ID3\x04", b"#!AMR\n"],
)
def test_the_sounds_of_browsers_and_telephones_are_known(content) -> None:
    assert (sounds.kind_of(content) or "").startswith("audio/")


def test_the_operation_itself_keeps_no_other_file(relay) -> None:
    booking = told(relay, 4)
    for voice in (b"GIF89a", OGG + b"\x00" * sounds.MOST_BYTES):
        with pytest.raises(operations.FeelingRefused):
            operations.feel(booking, voice=voice, by=JOB, at=timezone.now())


def test_voices_who_said_it_and_who_was_asked_go_at_their_term(relay) -> None:
    booking, at = told(relay, 4), timezone.now()
    operations.feel(booking, mood="happy", voice=OGG, by=JOB, at=at)
    user = ReferentFactory(structure=relay).user
    operations.take_turn(user, kind="day", period=at.date(), at=at)
    assert operations.forget_old(at=at + timedelta(days=59)) == 0
    assert operations.forget_old(at=at + timedelta(days=61)) == 1
    assert not Voice.objects.exists()
    assert Impression.objects.get().mood == "happy"
    assert operations.forget_old(at=at + timedelta(days=121)) == 1
    assert operations.forget_old(at=at + timedelta(days=3 * 365 + 1)) == 1
    claim = Claim.objects.get()
    assert (claim.said_by, claim.said_by_label, claim.came) == (None, "", 4)
    assert operations.forget_old(at=at + timedelta(days=3 * 365 + 1)) == 0
