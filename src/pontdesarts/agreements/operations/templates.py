"""The texts that conventions begin with."""

from datetime import datetime

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import verbs, wording
from ..models import Kind, Template
from ..refusals import TemplateRefused


@transaction.atomic
def publish_template(association: Association, *, kind: Kind, text: str, by: Actor, at: datetime) -> Template:
    """Another text is another version: conventions that were begun keep theirs.

    Raises `TemplateRefused` for an empty text, the one in force, or a field that no convention has.
    """
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
    text = wording.cleaned(text)
    now = wording.current(association, kind)
    wording.refuse(text)
    if text == wording.cleaned(now.text):
        raise TemplateRefused("C'est déjà le texte en vigueur.", "Changez-le pour publier une nouvelle version.")
    made = Template.objects.create(
        association=association,
        kind=kind,
        version=now.version + 1,
        text=text,
        published_at=at,
        published_by_id=by.user_id,
    )
    journal.record(verbs.TEMPLATE_PUBLISHED, association, by=by, at=at, template=str(made))
    return made
