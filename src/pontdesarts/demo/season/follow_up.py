"""What the team wrote of the structures: calls, visits, tasks, a letter that left, one to reread."""

from datetime import datetime, timedelta

from pontdesarts.associations.models import Association
from pontdesarts.follow_up import audience, operations
from pontdesarts.follow_up.models import Letter, LogLine
from pontdesarts.messaging.mailings_links import message_id
from pontdesarts.messaging.operations import mailings_batches, mailings_bounces
from pontdesarts.network.models import Structure

from ..people import VAL_DE_MARNE
from ..rules import HERE
from .clock import Clock
from .network import Network

_Kind = LogLine.Kind
# of which relay (in the order of their names), how many days ago, what it was, with whom, what was said
_SAID = (
    (
        0,
        200,
        _Kind.VISIT,
        "Fatou Sylla",
        "Deux familles étaient là. Elles demandent des sorties le samedi.",
    ),
    (0, 62, _Kind.CALL, "Fatou Sylla", "Le groupe du jeudi reprend. Elle veut essayer le cirque."),
    (
        0,
        12,
        _Kind.MEETING,
        "l'équipe d'accueil",
        "Bilan : trois sorties, un retard de bus. On refait en mars.",
    ),
    (1, 33, _Kind.CALL, "l'accueil", "Une nouvelle collègue arrive en janvier : lui proposer le café découverte."),
    (2, 120, _Kind.NOTE, "", "Travaux jusqu'au printemps : ils accueillent dans la salle d'à côté."),
    (3, 8, _Kind.CALL, "la direction", "D'accord pour renouveler ; attend le montant de l'adhésion."),
)
# for which relay, in how many days, what
_TO_DO = (
    (3, -2, "Envoyer le montant de l'adhésion"),
    (1, 0, "Proposer une date de café découverte"),
    (0, 9, "Préparer la réunion de mars"),
)


def keep_in_touch(made: Network, clock: Clock) -> None:
    """Through the operations, at their dates."""
    home, by = made.associations[VAL_DE_MARNE], made.team(VAL_DE_MARNE)
    alouettes = "Centre social du Mont aux Alouettes"
    relays = sorted(made.relays[VAL_DE_MARNE], key=lambda relay: (relay.name != alouettes, relay.sort_name, relay.pk))
    for place, days, kind, with_whom, text in _SAID:
        at = clock.ago(days)
        operations.note(relays[place], kind=kind, text=text, happened_at=at, with_whom=with_whom, by=by, at=at)
    today = clock.now.astimezone(HERE).date()
    for place, days, title in _TO_DO:
        due, owner = today + timedelta(days=days), made.users["equipe"]
        operations.add_task(relays[place], title=title, due_on=due, owner=owner, by=by, at=clock.ago(10))
    operations.snooze(relays[4], until=today + timedelta(days=20), by=by, at=clock.ago(3))
    _send(_write(made, home, clock.ago(20), "Vos sorties de l'hiver, {structure}"), made, clock.ago(20))
    _write(made, home, clock.ago(1), "Le café découverte de janvier")


def _write(made: Network, home: Association, at: datetime, subject: str) -> Letter:
    """To the active relays of priority areas."""
    wanted = {"profile": "relay", "stage": "active", "area": "inside"}
    choices = audience.choose(home, audience.found(home, wanted, at=at))
    return operations.prepare(
        home,
        recipients=audience.recipients(home, choices, at=at),
        unreachable=audience.unreachable(choices),
        chosen="Relais, étape « active » et en quartier prioritaire : oui",
        subject=subject,
        text="Bonjour {personne},\n\nLes places de l'hiver sont ouvertes pour {structure}. Réservez dès maintenant : "
        "les sorties du samedi partent vite.\n\nÀ bientôt,\nIdriss, {association}",
        reply_to=made.users["equipe"].email,
        by=made.team(home.slug),
        at=at,
    )


def _send(letter: Letter, made: Network, at: datetime) -> None:
    """It leaves, and one comes back: the person has gone, and nobody has said so."""
    operations.start(letter, by=made.team(letter.association.slug), at=at)
    while mailings_batches.send_batch(letter.mailing_id, at=at):
        pass
    gone = letter.mailing.lines.filter(sent_at__isnull=False).order_by("-ordinal").first()
    if gone is not None and Structure.objects.filter(pk=gone.about.removeprefix("structure.")).exists():
        mailings_bounces.note_bounce(_returned(gone.address, message_id(gone)), at=at + timedelta(minutes=2))


def _returned(address: str, named: str) -> bytes:
    """As the server of that address says it (RFC 3464)."""
    return (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {named}\n\n--B--\n"
    ).encode()
