"""Letters to many, with a real mail server: who receives them, once; who left; what comes back."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from mailbox import Maildir
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pontdesarts.messaging import mailings_tasks
from pontdesarts.messaging.mailings_text import merged, unknown_fields
from pontdesarts.messaging.models import DeadAddress, Mailing, MailingLine, MailOptOut, Message
from pontdesarts.messaging.operations import deliver_now, mailings, mailings_batches, mailings_bounces
from pontdesarts.messaging.operations.mailings import Family, MailingRefused, Recipient

State, Why = MailingLine.State, MailingLine.Why
NEWS = Family("essai.1", "les lettres de Passerelle")


def write(*recipients: Recipient | str, family: Family | None = NEWS, **changes) -> Mailing:
    told = [each if isinstance(each, Recipient) else Recipient(each) for each in recipients]
    values = {"subject": "Des places", "text": "Bonjour {personne}.", "sender": "Passerelle"} | changes
    values.setdefault("reply_to", "equipe@example.org")
    return mailings.prepare(told, kind="essai", family=family, at=timezone.now(), **values)


def leave_now(mailing: Mailing) -> Mailing:
    mailings.start(mailing, at=timezone.now())
    while mailings_batches.send_batch(mailing.pk, at=timezone.now()) and _due(mailing):
        pass
    mailing.refresh_from_db()
    return mailing


def _due(mailing: Mailing) -> bool:
    return mailing.lines.due(timezone.now()).exists()


def states(mailing: Mailing) -> list[tuple[str, str]]:
    return list(mailing.lines.values_list("state", "why"))


def test_a_word_between_braces_that_is_no_field_is_seen_before_anything_leaves() -> None:
    assert unknown_fields("Bonjour {prénom}, de {structure}.", {"structure"}) == ["prénom"]
    assert merged("{ structure } et {autre}", {"structure": "CCAS {autre}"}) == "CCAS {autre} et {autre}"


@pytest.mark.django_db
def test_each_reads_a_letter_of_their_own_that_answers_to_the_team(post_office, settings) -> None:
    settings.BOUNCES_TO = "retours@example.org"
    mailing = write(
        Recipient("a@example.org", fields={"personne": "Ana"}), Recipient("b@example.org", fields={"personne": "Bilal"})
    )
    assert post_office.received == []
    assert leave_now(mailing).ended_at
    assert "Bonjour Ana." in post_office.to("a@example.org")[0].text
    letter = post_office.to("b@example.org")[0].message
    assert "Bonjour Bilal." in post_office.to("b@example.org")[0].text
    assert letter["Reply-To"] == "equipe@example.org"
    assert letter["From"].startswith("Passerelle <")


@pytest.mark.django_db
def test_an_address_written_twice_receives_one_letter_and_what_is_no_address_none(post_office) -> None:
    mailing = leave_now(write("Ana@example.org", " ana@EXAMPLE.org", "ana chez example", ""))
    assert len(post_office.received) == 1
    assert states(mailing) == [
        (State.SENT, ""),
        (State.SKIPPED, Why.DUPLICATE),
        (State.SKIPPED, Why.WRONG),
        (State.SKIPPED, Why.WRONG),
    ]


@pytest.mark.django_db
def test_a_name_that_holds_a_line_break_writes_no_header(post_office) -> None:
    named = Recipient("a@example.org", fields={"personne": "Ana\r\nBcc: tous@example.org"})
    leave_now(write(named, subject="Pour {personne}", sender="Passerelle\nBcc: x@example.org"))
    assert [letter.to for letter in post_office.received] == [["a@example.org"]]
    assert post_office.received[0].message["Bcc"] is None


@pytest.mark.django_db
def test_one_click_in_the_mail_program_unsubscribes_and_the_next_letter_does_not_leave(post_office) -> None:
    leave_now(write("a@example.org"))
    letter = post_office.received[0]
    assert letter.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = letter.message["List-Unsubscribe"].strip(" <>")
    assert link in letter.text
    assert "example.org" not in link.rsplit("/", 2)[1], "an address would be in the journals of proxies"
    robot = Client(enforce_csrf_checks=True)  # neither cookie nor form
    assert robot.get(link).status_code == 200
    assert not MailOptOut.objects.exists(), "robots open links"
    for _ in range(2):
        assert robot.post(link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded").status_code == 200
    with pytest.raises(MailingRefused):
        mailings.start(write("A@example.org"), at=timezone.now())
    assert states(write("A@example.org", family=Family("essai.2", "les autres"))) == [(State.WAITING, "")]
    assert states(write("A@example.org", family=None)) == [(State.WAITING, "")], "an answer to somebody still leaves"


@pytest.mark.django_db
def test_who_left_by_mistake_comes_back_on_the_same_page_and_a_made_up_link_says_so(client, post_office) -> None:
    leave_now(write("a@example.org"))
    link = post_office.received[0].message["List-Unsubscribe"].strip(" <>")
    assert "Vous ne recevrez plus les lettres de Passerelle" in client.post(link).content.decode()
    client.post(link, {"retour": "1"})
    assert not MailOptOut.objects.exists()
    answered = client.get(reverse("messaging:leave", args=["inventé"]))
    assert answered.status_code == 404
    assert "incomplet" in answered.content.decode()


@pytest.mark.django_db
def test_who_leaves_between_two_batches_receives_nothing_more(post_office, monkeypatch) -> None:
    monkeypatch.setattr(mailings_batches, "BATCH", 1)
    mailing = write("a@example.org", "b@example.org")
    mailings.start(mailing, at=timezone.now())
    mailings_batches.send_batch(mailing.pk, at=timezone.now())
    mailings.leave(NEWS.key, mailings.fingerprint("b@example.org"), at=timezone.now())
    mailings_batches.send_batch(mailing.pk, at=timezone.now())
    assert states(mailing) == [(State.SENT, ""), (State.SKIPPED, Why.LEFT)]
    assert len(post_office.received) == 1


@pytest.mark.django_db
def test_stopped_in_the_middle_the_rest_never_leaves_paused_it_waits(post_office, monkeypatch, jobs) -> None:
    monkeypatch.setattr(mailings_batches, "BATCH", 1)
    mailing = write("a@example.org", "b@example.org", "c@example.org")
    mailings.start(mailing, at=timezone.now())
    mailings_batches.send_batch(mailing.pk, at=timezone.now())
    mailings.pause(mailing, at=timezone.now())
    assert mailings_batches.send_batch(mailing.pk, at=timezone.now()) is None
    assert len(post_office.received) == 1
    mailings.resume(mailing, at=timezone.now())
    mailings_batches.send_batch(mailing.pk, at=timezone.now())
    mailings.stop(mailing, at=timezone.now())
    jobs.run("messaging.send_letters")
    assert [letter.to for letter in post_office.received] == [["a@example.org"], ["b@example.org"]]
    mailings.resume(mailing, at=timezone.now())
    mailing.refresh_from_db()
    assert (mailing.is_running, mailing.progress().waiting) == (False, 1)


@pytest.mark.django_db
def test_the_job_sends_batch_after_batch_until_everybody_has_it_and_a_letter_started_twice_leaves_once(
    post_office, monkeypatch, jobs
) -> None:
    monkeypatch.setattr(mailings_batches, "BATCH", 2)
    mailing = write(*(f"p{n}@example.org" for n in range(5)))
    mailings.start(mailing, at=timezone.now())
    with pytest.raises(MailingRefused):
        mailings.start(mailing, at=timezone.now())
    assert jobs.run("messaging.send_letters") == ["messaging.send_letters"] * 3
    assert sorted(letter.to[0] for letter in post_office.received) == [f"p{n}@example.org" for n in range(5)]
    progress = mailing.progress()
    assert (progress.sent, progress.done, progress.total) == (5, 5, 5)


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_letter_bring_it_once_to_each(post_office) -> None:
    mailing = write(*(f"p{n}@example.org" for n in range(12)))
    Mailing.objects.filter(pk=mailing.pk).update(started_at=timezone.now())

    def work(_: int) -> None:
        try:
            mailings_batches.send_batch(mailing.pk, at=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert set(states(mailing)) == {(State.SENT, "")}
    assert sorted(letter.to[0] for letter in post_office.received) == sorted(f"p{n}@example.org" for n in range(12))


@pytest.mark.django_db
def test_a_worker_that_died_while_a_letter_was_leaving_does_not_send_it_again(post_office) -> None:
    mailing = write("a@example.org", "b@example.org")
    mailings.start(mailing, at=timezone.now())
    long_ago = timezone.now() - timedelta(hours=1)
    mailing.lines.filter(ordinal=1).update(state=State.LEAVING, claimed_at=long_ago)
    mailings_batches.send_batch(mailing.pk, at=timezone.now())
    assert [letter.to for letter in post_office.received] == [["b@example.org"]]
    mailing.refresh_from_db()
    assert mailing.ended_at
    assert mailing.progress().unsure == 1


@pytest.mark.django_db
def test_a_server_that_is_away_is_tried_again_and_nothing_is_lost(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mailing = write("a@example.org")
    mailings.start(mailing, at=timezone.now())
    with pytest.raises(OSError):
        mailings_tasks.send_letters.func(mailing_id=mailing.pk)
    assert states(mailing) == [(State.WAITING, "")]


@pytest.mark.django_db
def test_an_address_that_the_server_does_not_know_is_dead_and_one_that_asks_to_come_back_is_tried_later(
    post_office,
) -> None:
    post_office.refusing |= {"partie@example.org": "550 5.1.1 unknown", "occupee@example.org": "450 4.2.0 come back"}
    mailing = leave_now(write("partie@example.org", "occupee@example.org", "a@example.org"))
    assert states(mailing) == [(State.BOUNCED, Why.REFUSED), (State.WAITING, ""), (State.SENT, "")]
    assert list(DeadAddress.objects.values_list("address", flat=True)) == ["partie@example.org"]
    post_office.refusing.clear()
    assert mailings_batches.send_batch(mailing.pk, at=timezone.now()), "not yet"
    assert len(post_office.received) == 1
    mailings_batches.send_batch(mailing.pk, at=timezone.now() + timedelta(minutes=11))
    assert states(mailing)[1] == (State.SENT, "")
    assert states(write("PARTIE@example.org")) == [(State.SKIPPED, Why.DEAD)]
    mailings.revive("Partie@example.org", at=timezone.now())
    assert states(write("PARTIE@example.org")) == [(State.WAITING, "")]


def returned(
    letter: EmailMessage, *, status: str = "5.1.1", action: str = "failed", headers_only: bool = True
) -> bytes:
    """The mail that Postfix writes when a mailbox is no more (RFC 3464)."""
    of = letter["To"]
    inner = letter.as_string() if not headers_only else letter.as_string().split("\n\n")[0] + "\n"
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: retours@example.org\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain; charset=us-ascii\n\nI'm sorry to have to inform you.\n\n"
        "--B\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.net\nX-Postfix-Queue-ID: 4F\n\n"
        f"Final-Recipient: rfc822; {of}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} <{of}>: unknown\n\n"
        f"--B\nContent-Type: {'text/rfc822-headers' if headers_only else 'message/rfc822'}\n\n{inner}\n--B--\n"
    ).encode()


def by_post(post_office, raw: bytes) -> bytes:
    """As it arrives: handed by a server to ours."""
    with smtplib.SMTP(post_office.host, post_office.port) as server:
        server.sendmail("", ["retours@example.org"], raw.replace(b"\n", b"\r\n"))
    return post_office.to("retours@example.org")[-1].message.as_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("headers_only", [True, False])
def test_a_letter_that_comes_back_for_good_marks_its_address_and_leaves_the_mailbox(
    post_office, settings, tmp_path: Path, headers_only: bool
) -> None:
    settings.BOUNCES_MAILDIR = str(tmp_path / "retours")
    box = Maildir(settings.BOUNCES_MAILDIR)
    mailing = leave_now(write("Partie@example.org"))
    back = returned(post_office.received[0].message, headers_only=headers_only)
    box.add(by_post(post_office, back))
    box.add(b"From: ana@example.org\nSubject: Re: Des places\n\nMerci !\n")
    mailings_tasks.read_bounces.func(timestamp=0)
    assert states(mailing) == [(State.BOUNCED, "")]
    assert set(DeadAddress.objects.among(["partie@EXAMPLE.org", "autre@example.org"])) == {"partie@example.org"}
    left = list(Maildir(settings.BOUNCES_MAILDIR))
    assert [mail["Subject"] for mail in left] == ["Re: Des places"], "what a person wrote waits for a person"


@pytest.mark.django_db
def test_a_full_mailbox_or_a_delay_does_not_condemn_the_address(post_office) -> None:
    mailing = leave_now(write("pleine@example.org", "lente@example.org"))
    full = returned(post_office.to("pleine@example.org")[0].message, status="5.2.2")
    late = returned(post_office.to("lente@example.org")[0].message, status="4.4.1", action="delayed")
    assert mailings_bounces.note_bounce(full, at=timezone.now())
    assert not mailings_bounces.note_bounce(late, at=timezone.now())
    assert states(mailing) == [(State.BOUNCED, ""), (State.SENT, "")]
    assert not DeadAddress.objects.exists()


@pytest.mark.django_db
def test_a_bounce_that_somebody_makes_up_kills_no_address(post_office) -> None:
    leave_now(write("a@example.org"))
    letter = post_office.received[0].message
    named = letter["Message-ID"]
    del letter["Message-ID"]
    letter["Message-ID"] = named.replace(named.split(".")[2][:20], "0" * 20)
    assert not mailings_bounces.note_bounce(returned(letter), at=timezone.now())
    for raw in (b"", b"\x00\xff", b"Content-Type: multipart/report\n\n--", returned(letter)[:400]):
        assert not mailings_bounces.note_bounce(raw, at=timezone.now())
    assert not DeadAddress.objects.exists()


@pytest.mark.django_db
def test_an_ordinary_mail_that_comes_back_marks_its_address_too(post_office) -> None:
    at = timezone.now()
    mail = Message.objects.create(kind="essai", to="partie@example.org", subject="x", text="x", created_at=at)
    deliver_now(mail.pk, at=at)
    assert mailings_bounces.note_bounce(returned(post_office.received[0].message), at=at)
    assert DeadAddress.objects.among(["partie@example.org"])


@pytest.mark.django_db
def test_a_try_is_written_to_oneself_as_the_first_would_read_it_and_counts_for_nobody(mailoutbox, jobs) -> None:
    mailing = write("", Recipient("a@example.org", fields={"personne": "Ana"}))
    mailings.send_test(mailing, to="equipe@example.org", line=None, at=timezone.now())
    jobs.run()
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (["equipe@example.org"], "[Essai] Des places")
    assert "Bonjour Ana." in mailoutbox[0].body
    assert "Pour ne plus recevoir" in mailoutbox[0].body, "the try has the foot of the letter"
    assert "/lettres/desabonnement/" not in mailoutbox[0].body, "not the link that acts for somebody else"
    assert "Pour ne plus recevoir" in mailing.foot_said
    assert mailing.progress().sent == 0


@pytest.mark.django_db
def test_a_letter_that_left_is_neither_changed_nor_thrown_away(post_office) -> None:
    mailing = leave_now(write("a@example.org"))
    with pytest.raises(MailingRefused):
        mailings.rewrite(mailing, subject="x", text="x", reply_to="", at=timezone.now())
    with pytest.raises(MailingRefused):
        mailings.discard(mailing, at=timezone.now())
    draft = write("a@example.org")
    mailings.rewrite(draft, subject="Autre", text="x", reply_to="", at=timezone.now())
    mailings.discard(draft, at=timezone.now())
    assert list(Mailing.objects.all()) == [mailing]


@pytest.mark.django_db
def test_a_year_on_the_addresses_are_erased_and_the_numbers_stay(post_office) -> None:
    old, recent = leave_now(write("a@example.org")), leave_now(write("b@example.org"))
    Mailing.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=366))
    mailings_tasks.forget_letters.func(timestamp=0)
    assert list(MailingLine.objects.order_by("pk").values_list("address", flat=True)) == ["", "b@example.org"]
    assert (old.progress().sent, Mailing.objects.get(pk=recent.pk).reply_to) == (1, "equipe@example.org")


@pytest.mark.django_db
def test_a_thousand_addresses_are_prepared_in_as_many_queries_as_ten(queries_stay_flat) -> None:
    many = ["a@example.org"]
    queries_stay_flat(lambda: write(*many), lambda: many.extend(f"p{n}@example.org" for n in range(400)))
