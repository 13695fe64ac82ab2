"""Sending and signing: by a code, on paper; what a changed text, a wrong code or a wrong file does."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from pontdesarts.agreements import operations, paperwork, rules, wording
from pontdesarts.agreements.models import Code, Function, Promise, Signature, Stage
from pontdesarts.agreements.refusals import AgreementRefused, CodeRefused, ScanRefused, SigningRefused
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.models import Message
from tests.associations.factories import AssociationFactory
from tests.territory.factories import CommuneFactory

from .factories import AT, code_of, named, people, photo, prepared, sent, sign, signed, text_out

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def out():
    return sent(AssociationFactory())


def ask(signatory, at=AT):
    return operations.send_code(signatory, version=text_out(signatory.party.agreement), by=JOB, at=at)


def type_code(signatory, typed, at=AT):
    version = signatory.party.agreement.versions.order_by("-number")[0]
    return operations.sign_by_code(signatory, version=version, typed=typed, by=JOB, at=at)


def test_what_is_sent_has_its_fields_said_and_everybody_receives_their_own_link(out) -> None:
    version = text_out(out)
    assert out.stage == Stage.SENT
    assert "{{" not in version.text
    assert out.association.name in version.text
    assert "2 rencontres" in version.text
    assert version.digest == wording.digest(version.text)
    mails = Message.objects.filter(kind="agreements.ask_to_sign").order_by("pk")
    assert [mail.to for mail in mails] == [person.email for person in people(out)]
    links = {mail.text.split("/conventions/signer/")[1].split("/")[0] for mail in mails}
    assert len(links) == 2


def test_nothing_leaves_while_a_party_has_nobody_to_sign() -> None:
    agreement = prepared(AssociationFactory(), commune=CommuneFactory(insee="94074"))
    operations.end_post(people(agreement)[0], on=AT.date(), by=JOB, at=AT)
    with pytest.raises(AgreementRefused, match="Personne n'est nommé"):
        operations.send_to_sign(agreement, by=JOB, at=AT)
    assert not agreement.versions.exists()


def test_a_text_that_names_what_the_convention_has_not_does_not_leave() -> None:
    agreement = prepared(AssociationFactory())
    operations.change_text(agreement, text="Entre {{association}} et {{commune}}.", by=JOB, at=AT)
    with pytest.raises(AgreementRefused, match="commune"):
        operations.send_to_sign(agreement, by=JOB, at=AT)


def test_the_last_signature_makes_it_signed_and_each_receives_the_signed_copy(out) -> None:
    first, last = people(out)
    sign(first)
    out.refresh_from_db()
    assert out.stage == Stage.SENT
    sign(last)
    out.refresh_from_db()
    assert out.stage == Stage.SIGNED
    copies = Message.objects.filter(kind="agreements.signed")
    assert {copy.to for copy in copies} == {first.email, last.email}
    pages = [page.extract_text() for page in PdfReader(BytesIO(copies[0].attachments.get().content)).pages]
    assert "Traces des signatures" in pages[-1]
    assert first.email in pages[-1]


def test_a_signature_keeps_where_the_code_went_when_and_what_was_signed(out) -> None:
    person = people(out)[0]
    ask(person)
    signature = type_code(person, f" {code_of(person)[:3]} {code_of(person)[3:]}", at=AT + timedelta(minutes=14))
    assert signature.mailed_to == person.email
    assert signature.digest == text_out(out).digest
    assert signature.signed_at == AT + timedelta(minutes=14)
    assert (signature.name, signature.title) == (person.name, "présidence")


def test_the_code_is_nowhere_in_the_database_but_in_the_mail(out) -> None:
    person = people(out)[0]
    code = ask(person)
    assert code_of(person) not in code.digest
    assert len(code.digest) == 64


def test_nobody_signs_twice(out) -> None:
    person = people(out)[0]
    sign(person)
    with pytest.raises(SigningRefused, match="déjà signé"):
        ask(person)
    with pytest.raises(SigningRefused, match="déjà signé"):
        type_code(person, code_of(person))
    assert Signature.objects.count() == 1


def test_a_code_lasts_a_quarter_of_an_hour(out) -> None:
    person = people(out)[0]
    ask(person)
    with pytest.raises(CodeRefused, match="un quart d'heure"):
        type_code(person, code_of(person), at=AT + timedelta(minutes=15))
    assert not Signature.objects.exists()


def test_five_wrong_codes_close_the_right_one_too(out) -> None:
    person = people(out)[0]
    ask(person)
    right = code_of(person)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeRefused, match=f"Il reste {left} essai"):
            type_code(person, wrong)
    with pytest.raises(CodeRefused, match="Demandez un nouveau code"):
        type_code(person, wrong)
    with pytest.raises(CodeRefused, match="trop souvent"):
        type_code(person, right)
    assert Code.objects.get().tries == rules.MOST_TRIES
    assert not Signature.objects.exists()


def test_a_new_code_closes_the_one_before(out) -> None:
    person = people(out)[0]
    ask(person)
    before = code_of(person)
    ask(person, at=AT + timedelta(minutes=1))
    after = code_of(person)
    if before != after:
        with pytest.raises(CodeRefused):
            type_code(person, before, at=AT + timedelta(minutes=2))
    type_code(person, after, at=AT + timedelta(minutes=2))


def test_five_codes_an_hour_and_no_more(out) -> None:
    person = people(out)[0]
    for minute in range(5):
        ask(person, at=AT + timedelta(minutes=minute))
    with pytest.raises(CodeRefused, match="Cinq codes"):
        ask(person, at=AT + timedelta(minutes=30))
    ask(person, at=AT + HOUR + timedelta(minutes=5))


def test_the_code_of_one_person_does_not_sign_for_another(out) -> None:
    first, last = people(out)
    ask(first)
    ask(last)
    if code_of(first) != code_of(last):
        with pytest.raises(CodeRefused, match="Ce n'est pas le code"):
            type_code(last, code_of(first))
    assert not Signature.objects.exists()


@pytest.mark.parametrize("change", ["text", "promise", "dates", "party"])
def test_whatever_changes_after_sending_voids_what_was_signed_and_it_stays_to_be_seen(out, change) -> None:
    first, last = people(out)
    sign(first)
    ask(last)
    if change == "text":
        operations.change_text(out, text=out.text + "\n\nUne clause de plus.", by=JOB, at=AT + HOUR)
    elif change == "promise":
        operations.add_promise(first.party, kind=Promise.Kind.MONEY, number=500, by=JOB, at=AT + HOUR)
    elif change == "dates":
        operations.set_dates(out, starts_on=out.starts_on, ends_on=date(2028, 8, 31), by=JOB, at=AT + HOUR)
    else:
        operations.add_party(out, commune=CommuneFactory(insee="94074"), by=JOB, at=AT + HOUR)
    out.refresh_from_db()
    assert out.stage == Stage.DISCUSSED
    assert Signature.objects.count() == 1
    assert not Signature.objects.valid().exists()
    with pytest.raises(SigningRefused, match="Le texte a changé"):
        type_code(last, code_of(last))


def test_the_new_text_has_its_own_number_and_is_signed_by_everybody_again(out) -> None:
    first, last = people(out)
    sign(first)
    operations.change_text(out, text=out.text + "\n\nUne clause de plus.", by=JOB, at=AT + HOUR)
    operations.send_to_sign(out, by=JOB, at=AT + HOUR)
    assert text_out(out).number == 2
    sign(last, at=AT + HOUR)
    out.refresh_from_db()
    assert out.stage == Stage.SENT, "what was signed under the first text does not count"
    sign(first, at=AT + HOUR)
    out.refresh_from_db()
    assert out.stage == Stage.SIGNED


def test_once_signed_nothing_changes_any_more() -> None:
    agreement = signed(AssociationFactory())
    for act in (
        lambda: operations.change_text(agreement, text="Autre chose.", by=JOB, at=AT),
        lambda: operations.set_dates(agreement, starts_on=date(2026, 9, 2), ends_on=agreement.ends_on, by=JOB, at=AT),
        lambda: operations.send_to_sign(agreement, by=JOB, at=AT),
    ):
        with pytest.raises(AgreementRefused):
            act()
    assert Signature.objects.valid().count() == 2


def test_an_elected_member_who_leaves_after_signing_has_signed() -> None:
    agreement = sent(AssociationFactory(), commune=CommuneFactory(insee="94074"))
    elected, president = people(agreement)
    sign(elected)
    sign(president)
    follower = operations.end_post(
        elected, on=AT.date(), successor="Inès Morel", successor_email="ines@example.org", by=JOB, at=AT + HOUR
    )
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNED
    assert follower is not None
    assert (follower.function, follower.since) == (elected.function, AT.date())
    assert list(Signature.objects.valid().order_by("pk").values_list("name", flat=True)) == ["Personne 0", "Personne 1"]
    pdf = "".join(page.extract_text() for page in PdfReader(BytesIO(paperwork.signed(text_out(agreement)))).pages)
    assert "Personne 0" in pdf
    assert "Inès Morel" not in pdf


def test_one_who_leaves_before_signing_signs_no_more_and_the_follower_receives_the_same_text() -> None:
    agreement = sent(AssociationFactory(), commune=CommuneFactory(insee="94074"))
    elected, president = people(agreement)
    ask(elected)
    follower = operations.end_post(
        elected, on=AT.date(), successor="Inès Morel", successor_email="ines@example.org", by=JOB, at=AT + HOUR
    )
    with pytest.raises(SigningRefused, match="a pris fin"):
        type_code(elected, code_of(elected))
    assert Message.objects.filter(kind="agreements.ask_to_sign", to="ines@example.org").exists()
    assert text_out(agreement).number == 1
    sign(president)
    sign(follower)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNED


def test_when_the_only_one_who_had_not_signed_leaves_it_is_signed_if_their_party_has_signed() -> None:
    agreement = prepared(AssociationFactory(), commune=CommuneFactory(insee="94074"))
    party = people(agreement)[0].party
    culture = named(party, "Élue culture", function=Function.CULTURE)
    operations.send_to_sign(agreement, by=JOB, at=AT)
    for person in people(agreement):
        if person != culture:
            sign(person)
    operations.end_post(culture, on=AT.date(), by=JOB, at=AT)
    agreement.refresh_from_db()
    assert agreement.stage == Stage.SIGNED


def test_a_link_sent_again_closes_the_one_before(out) -> None:
    person = people(out)[0]
    assert operations.send_link_again(person, by=JOB, at=AT) == person.email
    assert person.link_epoch == 1
    sign(person)
    with pytest.raises(SigningRefused, match="déjà signé"):
        operations.send_link_again(person, by=JOB, at=AT)


def on_paper(agreement, content, who=None, on=None):
    who = people(agreement) if who is None else who
    return operations.sign_on_paper(text_out(agreement), who, content=content, on=on or AT.date(), by=JOB, at=AT)


def test_a_paper_signed_by_everybody_makes_it_signed(out) -> None:
    scan = on_paper(out, paperwork.to_sign(text_out(out)))
    assert scan.content_type == "application/pdf"
    assert scan.pages >= 2
    out.refresh_from_db()
    assert out.stage == Stage.SIGNED
    assert {one.means for one in Signature.objects.all()} == {Signature.Means.PAPER}


def gif() -> bytes:
    made = BytesIO()
    Image.new("L", (4, 4)).save(made, "GIF")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vide"),
        (b"PK\x03\x04 un tableur nomme scan.pdf", "ni un PDF ni une photo"),
        (b"%PDF-1.7 rien derriere", "abîmé"),
        (b"<html><script>alert(1)</script>", "ni un PDF ni une photo"),
        (gif(), "ni un PDF ni une photo"),
        (photo()[:-30], "abîmé"),
        (b"%PDF-" + b"0" * (15 * 1024 * 1024), "trop lourd"),
    ],
    ids=["empty", "workbook", "broken", "page", "gif", "cut", "heavy"],
)
def test_a_file_is_judged_by_what_it_holds(out, content, why) -> None:
    with pytest.raises(ScanRefused, match=why):
        on_paper(out, content)
    assert not Signature.objects.exists()


def test_a_photo_of_the_paper_will_do_for_one_of_two(out) -> None:
    scan = on_paper(out, photo(), who=people(out)[:1])
    assert (scan.content_type, scan.pages) == ("image/png", 1)
    out.refresh_from_db()
    assert out.stage == Stage.SENT
    with pytest.raises(SigningRefused, match="déjà signé"):
        on_paper(out, photo())


@pytest.mark.parametrize("days", [-1, 1])
def test_a_paper_is_signed_neither_before_it_was_sent_nor_tomorrow(out, days) -> None:
    with pytest.raises(SigningRefused, match="Cette date"):
        on_paper(out, photo(), on=AT.date() + timedelta(days=days))


def test_nobody_of_another_convention_signs_this_one(out) -> None:
    stranger = people(sent(AssociationFactory()))[0]
    with pytest.raises(SigningRefused, match="ne signe pas cette convention"):
        on_paper(out, photo(), who=[stranger])
    with pytest.raises(SigningRefused, match="ne signe pas cette convention"):
        operations.send_code(stranger, version=text_out(out), by=JOB, at=AT)


def test_a_paper_filed_by_mistake_is_taken_back_and_seen(out) -> None:
    on_paper(out, photo())
    first = Signature.objects.order_by("pk")[0]
    operations.strike(first, reason="Mauvais papier", by=JOB, at=AT + HOUR)
    out.refresh_from_db()
    assert out.stage == Stage.SENT
    assert Signature.objects.valid().count() == 1
    assert Signature.objects.count() == 2
    sign(first.signatory, at=AT + HOUR)
    out.refresh_from_db()
    assert out.stage == Stage.SIGNED
    by_code = Signature.objects.get(means=Signature.Means.CODE)
    with pytest.raises(SigningRefused, match="ne se retire pas"):
        operations.strike(by_code, reason="Regret", by=JOB, at=AT + HOUR)


def test_a_misspelt_name_and_a_wrong_address_are_corrected_until_the_person_signs(out) -> None:
    first, last = people(out)
    before = first.link_epoch
    values = {"function": Function(first.function), "title": "", "email": "la.bonne@example.org"}
    operations.correct_signatory(first, name="Anne Dupré", **values, by=JOB, at=AT)
    first.refresh_from_db()
    assert (first.name, first.email) == ("Anne Dupré", "la.bonne@example.org")
    assert first.link_epoch == before + 1, "who holds the link of the wrong address signs nothing"
    mails = Message.objects.filter(kind="agreements.ask_to_sign").order_by("-pk")
    assert mails[0].to == "la.bonne@example.org"
    operations.correct_signatory(first, name="Anne Dupré", **values, by=JOB, at=AT)
    assert Message.objects.filter(kind="agreements.ask_to_sign", to="la.bonne@example.org").count() == 1
    sign(first)
    with pytest.raises(AgreementRefused, match="a signé"):
        operations.correct_signatory(first, name="Autre", **values, by=JOB, at=AT)
    with pytest.raises(AgreementRefused, match="a signé"):
        operations.remove_signatory(first, by=JOB, at=AT)
    operations.remove_signatory(last, by=JOB, at=AT)
    out.refresh_from_db()
    assert [person.name for person in people(out)] == ["Anne Dupré"]
