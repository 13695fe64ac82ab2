from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pontdesarts.associations.models import StaffRole
from pontdesarts.bookings.rules import season_of
from pontdesarts.impressions import notices, operations
from pontdesarts.impressions.models import Letter, Thanks
from pontdesarts.messaging.models import Message
from pontdesarts.outings.models import Impression, Voice
from tests.associations.factories import StaffRoleFactory
from tests.network.factories import CoordinatorFactory, PartnerFactory, RelayFactory
from tests.statistics.worlds import AT, INES, went

pytestmark = pytest.mark.django_db
LATELY = AT - timedelta(days=5)
YEAR = season_of(timezone.localdate(LATELY))[0].year


@pytest.fixture
def team(client):
    role = StaffRoleFactory(role=StaffRole.Role.TEAM)
    client.force_login(role.user)
    return role


@pytest.fixture
def partner(team):
    return PartnerFactory(association=team.association, name="La Halle", email="billetterie@halle.example")


@pytest.fixture
def felt(partner) -> Impression:
    booking = went(partner.association, partner, 8, on=LATELY)
    return Impression.objects.create(
        booking=booking, showing=booking.showing, mood="happy", line="Mme Ba a adoré.", said_at=AT
    )


def shown(client, name, *args) -> str:
    answer = client.get(reverse(f"impressions:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_team_reads_is_warned_of_a_name_and_publishes_its_own_text(client, felt) -> None:
    page = shown(client, "to_moderate")
    assert "Mme Ba a adoré." in page
    assert "Peut-être un nom" in page
    seen = {"text": "Nous avons adoré.", "then": "publish", "seen_at": felt.said_at.isoformat()}
    client.post(reverse("impressions:moderate", args=[felt.pk]), seen)
    felt.refresh_from_db()
    assert (felt.published, felt.text) == (True, "Nous avons adoré.")
    assert "Nous avons adoré." in shown(client, "published")
    assert "Tout est relu" in shown(client, "to_moderate")


def test_what_is_published_is_taken_back_in_one_press(client, felt) -> None:
    operations.moderate(felt, text="Beau.", publish=True, by=INES, at=AT)
    back = {"text": "Beau.", "then": "keep", "from": "published", "seen_at": felt.said_at.isoformat()}
    answer = client.post(reverse("impressions:moderate", args=[felt.pk]), back)
    assert answer.url == reverse("impressions:published")
    assert not Impression.objects.get().published


@pytest.mark.parametrize("seen_at", ["", "hier", "2020-01-01T00:00:00+00:00"])
def test_a_page_that_is_out_of_date_keeps_what_was_typed(client, felt, seen_at) -> None:
    typed = {"text": "Ce que je viens d'écrire", "then": "publish", "seen_at": seen_at}
    answer = client.post(reverse("impressions:moderate", args=[felt.pk]), typed)
    assert answer.status_code == 409
    assert "Ce que je viens d&#x27;écrire" in answer.content.decode()
    assert not Impression.objects.get().published


def test_the_voice_is_heard_by_the_team_alone(client, felt) -> None:
    Voice.objects.create(impression=felt, content_type="audio/ogg", content=b"OggS", recorded_at=AT)
    url = reverse("impressions:voice", args=[felt.pk])
    assert client.get(url).content == b"OggS"
    client.force_login(StaffRoleFactory().user)
    assert client.get(url).status_code == 404


def test_thanks_leave_in_one_press_and_once(client, felt, jobs) -> None:
    assert "8 personnes venues" in shown(client, "to_thank").replace("\xa0", " ")
    url = reverse("impressions:thank", args=[felt.showing_id])
    client.post(url)
    client.post(url)
    assert Thanks.objects.count() == Message.objects.filter(kind="impressions.thanks").count() == 1
    assert "Tout le monde est remercié" in shown(client, "to_thank")


def test_a_letter_is_read_before_it_is_sent_then_as_it_was_sent(client, felt, partner, jobs) -> None:
    assert "à écrire" in shown(client, "letters")
    assert "Voici ce que dira la lettre" in shown(client, "letter", partner.pk, YEAR)
    paper = client.get(reverse("impressions:letter_paper", args=[partner.pk, YEAR]))
    assert b"".join(paper)[:4] == b"%PDF"
    client.post(reverse("impressions:letter", args=[partner.pk, YEAR]), {"note": "Chers amis,"})
    assert "Chers amis," in shown(client, "letter", partner.pk, YEAR)
    assert "envoyée le" in shown(client, "letters")


def test_the_link_of_a_letter_opens_it_without_an_account_until_it_is_withdrawn(client, felt, partner, jobs) -> None:
    sent = operations.send_letter(partner, year=YEAR, note="", by=INES, at=AT)
    client.logout()
    path = notices.link(sent).split("//", 1)[1].split("/", 1)[1]
    assert "8" in client.get(f"/{path}").content.decode()
    assert client.get(f"/{path}lettre.pdf").status_code == 200
    partner.link_epoch += 1
    partner.save()
    assert client.get(f"/{path}").status_code == 410
    assert client.get(reverse("impressions:signed_letter", args=["inventé"])).status_code == 410


def test_a_partner_reads_its_own_letter_and_no_other(client, team, felt, partner, jobs) -> None:
    operations.send_letter(partner, year=YEAR, note="", by=INES, at=AT)
    own = CoordinatorFactory(structure=partner)
    client.force_login(own.user)
    assert "La Halle" in shown(client, "letters")
    assert shown(client, "letter", partner.pk, YEAR)
    other = PartnerFactory(association=team.association)
    assert client.get(reverse("impressions:letter", args=[other.pk, YEAR])).status_code == 404
    assert client.get(reverse("impressions:letter", args=[partner.pk, YEAR - 1])).status_code == 404


def test_words_of_a_neighbour_s_relay_go_by_its_association(client, partner) -> None:
    theirs = RelayFactory(name="Foyer des Lilas")
    booking = went(partner.association, partner, 8, relay=theirs, on=LATELY)
    felt = Impression.objects.create(booking=booking, showing=booking.showing, line="Bien.", said_at=AT)
    refused = client.post(reverse("impressions:moderate", args=[felt.pk]), {"text": "", "then": "publish"})
    for page in (shown(client, "to_moderate"), refused.content.decode()):
        assert "Foyer des Lilas" not in page
        assert f"un relais de {theirs.association.name}" in page


@pytest.mark.parametrize("role", [StaffRole.Role.READER, StaffRole.Role.PROGRAMMER])
def test_whoever_does_not_do_the_daily_work_reads_no_words(client, team, felt, role) -> None:
    client.force_login(StaffRoleFactory(association=team.association, role=role).user)
    assert "Mme Ba" not in shown(client, "to_moderate")
    assert client.post(reverse("impressions:moderate", args=[felt.pk]), {"text": "x"}).status_code == 404
    assert client.post(reverse("impressions:thank", args=[felt.showing_id])).status_code == 404


@pytest.mark.parametrize("role", [StaffRole.Role.READER, StaffRole.Role.PROGRAMMER])
def test_whoever_reads_settled_figures_only_reads_no_letter_with_those_of_the_day(client, partner, role) -> None:
    went(partner.association, partner, 8, on=LATELY)
    operations.send_letter(partner, year=YEAR, note="", by=INES, at=AT)
    client.force_login(StaffRoleFactory(association=partner.association, role=role).user)
    for name in ("letter", "letter_paper"):
        assert client.get(reverse(f"impressions:{name}", args=[partner.pk, YEAR])).status_code == 404


def test_a_year_that_is_no_season_is_no_page(client, partner) -> None:
    for year in (1999, 9999):
        assert client.get(reverse("impressions:letter", args=[partner.pk, year])).status_code == 404
        assert Letter.objects.count() == 0


def test_lists_ask_as_many_queries_for_many_rows_as_for_few(client, partner, felt, queries_stay_flat) -> None:
    def more() -> None:
        booking = went(partner.association, PartnerFactory(association=partner.association), 6, on=LATELY)
        Impression.objects.create(booking=booking, showing=booking.showing, line="Bien.", said_at=AT)

    more()
    for name in ("to_moderate", "to_thank", "letters"):
        queries_stay_flat(lambda name=name: client.get(reverse(f"impressions:{name}")), more)
