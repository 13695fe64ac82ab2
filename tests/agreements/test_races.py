"""Two hands at once on one convention. On the real database, in threads; without its locks, the same rush breaks."""

from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from pontdesarts.agreements import operations, rules
from pontdesarts.agreements.models import Agreement, Code, Signatory, Signature, Stage, Step
from pontdesarts.agreements.refusals import CodeRefused
from pontdesarts.journal.actors import JOB
from pontdesarts.messaging.models import Message
from tests.associations.factories import AssociationFactory
from tests.bookings.test_races import at_once, only_refused

from .factories import AT, code_of, people, sent, text_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]


@pytest.fixture(autouse=True)
def _no_job_is_left() -> Iterator[None]:
    """Jobs are committed here, and their tables are not emptied with ours."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_many_guesses_at_once_are_five_guesses_and_two_last_signatures_at_once_make_it_signed_once() -> None:
    agreement = sent(AssociationFactory())
    both = people(agreement)
    version = text_out(agreement)
    for person in both:
        operations.send_code(person, version=version, by=JOB, at=AT)
    right = {person.pk: code_of(person) for person in both}
    wrong = f"{(int(right[both[0].pk]) + 1) % 10**6:06d}"

    def sign(pk: int, typed: str) -> None:
        signatory = Signatory.objects.select_related("party__agreement__association").get(pk=pk)
        operations.sign_by_code(signatory, version=text_out(agreement), typed=typed, by=JOB, at=AT)

    outcomes = at_once(*[lambda: sign(both[0].pk, wrong) for _ in range(9)])
    assert [each for each in outcomes if not isinstance(each, CodeRefused)] == []
    assert Code.objects.get(signatory=both[0]).tries == rules.MOST_TRIES

    operations.send_code(both[0], version=version, by=JOB, at=AT)
    right[both[0].pk] = code_of(both[0])
    only_refused(at_once(*[partial(sign, pk, typed) for pk, typed in right.items() for _ in range(2)]))
    assert Signature.objects.count() == 2
    assert Agreement.objects.get().stage == Stage.SIGNED
    assert Step.objects.filter(stage=Stage.SIGNED).count() == 1
    assert Message.objects.filter(kind="agreements.signed").count() == 2
