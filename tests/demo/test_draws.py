"""The two draws of the season: one in which the visitor may wish, one whose result they read."""

from pontdesarts.demo.people import BY_KEY
from pontdesarts.draws import rules
from pontdesarts.draws.models import Draw, Outcome, Round, Wish
from pontdesarts.messaging.models import Message
from pontdesarts.network.models import Structure

from .conftest import Season


def test_one_draw_is_open_and_one_was_drawn_with_the_visitor_in_both(season: Season) -> None:
    drawn, waiting = Draw.objects.order_by("announced_at")
    relay = Structure.objects.get(referents__user__email=BY_KEY["referente"].email, referents__ended_at=None)
    assert waiting.current.is_open(season.at)
    for draw in (drawn, waiting):
        assert Wish.objects.filter(entrant__draw=draw, entrant__relay=relay).exists()
        assert draw.entrants.count() > 5
    round_ = Round.objects.exclude(drawn_at=None).get()
    assert round_.draw == drawn
    assert rules.differences(round_.record) == []
    assert Outcome.objects.met().filter(round=round_).count() > 5
    assert Outcome.objects.filter(round=round_, booking=None).exists(), "somebody received nothing: it was scarce"
    told = Message.objects.filter(kind="draws.result", to=BY_KEY["referente"].email).get()
    assert "Le tirage" in told.text
