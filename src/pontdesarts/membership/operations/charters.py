"""The charter: its versions, who signs them."""

from datetime import datetime, timedelta

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure

from .. import charters, notices, verbs
from ..models import Charter, Signature
from ..refusals import CharterRefused

LINK_OPEN = timedelta(days=60)


@transaction.atomic
def publish_charter(
    association: Association,
    *,
    audience: Charter.For,
    text: str,
    published_by: User | None = None,
    by: Actor,
    at: datetime,
) -> Charter:
    """Another text is another version, which everybody is asked to sign; the versions before stay as they were signed.

    Raises `CharterRefused` for an empty text, or the one in force.
    """
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
    text = text.replace("\r\n", "\n").strip()
    now = charters.current(association, audience)
    if not text:
        raise CharterRefused("La charte est vide.", "Écrivez ce à quoi la structure s'engage.")
    if text == now.text.strip():
        raise CharterRefused("C'est le texte en vigueur.", "Changez-le pour publier une nouvelle version.")
    made = Charter.objects.create(
        association=association,
        audience=audience,
        version=now.version + 1 if now.pk else 1,
        text=text,
        published_at=at,
        published_by=published_by,
    )
    journal.record(verbs.CHARTER_PUBLISHED, association, by=by, at=at, charter=str(made))
    return made


@transaction.atomic
def sign(
    structure: Structure,
    *,
    audience: Charter.For,
    version: int,
    name: str,
    role: str = "",
    user: User | None = None,
    mailed_to: str = "",
    by: Actor,
    at: datetime,
) -> Signature:
    """Sign, for the structure, the ``version`` that was on the page. Signed twice, the first stands.

    Raises `CharterRefused` without a name, and when another version came in the meantime: nobody signs what they have
    not read.
    """
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=structure.association_id)
    charter = charters.current(structure.association, audience)
    if charter.version != version:
        raise CharterRefused("Le texte a changé pendant que vous lisiez.", "Relisez-le, puis signez.")
    if not name.strip():
        raise CharterRefused("Il manque le nom de qui signe.", "Écrivez votre prénom et votre nom.")
    if charter.pk is None:
        charter.published_at = at
        charter.save()
    signature, made = Signature.objects.get_or_create(
        charter=charter,
        structure=structure,
        defaults={
            "name": name.strip()[:120],
            "role": role.strip()[:120],
            "signed_at": at,
            "user": user,
            "mailed_to": mailed_to,
            "digest": charters.digest(charter.text),
        },
    )
    if made:
        journal.record(verbs.SIGNED, structure, by=by, at=at, charter=str(charter), name=signature.name)
    return signature


@transaction.atomic
def send_charter_link(structure: Structure, *, audience: Charter.For, by: Actor, at: datetime) -> str:
    """Mail the structure a link that opens the page where it signs; returns the address. Raises `CharterRefused`
    when no address is known."""
    if not structure.email:
        raise CharterRefused(
            f"Nous n'avons pas l'adresse électronique de {structure}.", "Écrivez-la d'abord sur sa fiche."
        )
    notices.ask_to_sign(structure, audience=audience, expires_at=at + LINK_OPEN, at=at)
    journal.record(verbs.CHARTER_SENT, structure, by=by, at=at)
    return structure.email
