"""The components: each says what it is told, and ties what belongs together."""

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string

from pontdesarts.ui.forms import CheckboxPills, DateInput, PillRadio, Stepper, TimeInput, add_refusal

EVENING = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)


def draw(source: str, **context: object) -> str:
    """A page that holds ``source``: components are compiled by the loader, so the page is given to it."""
    from django_cotton.compiler_regex import CottonCompiler

    return engines["django"].from_string(CottonCompiler().process(source)).render(context)


class BookingForm(forms.Form):
    title = forms.CharField(label="Titre", help_text="Comme sur l'affiche.")
    adults = forms.IntegerField(label="Adultes", widget=Stepper, max_value=6)
    kind = forms.ChoiceField(label="Sortie", choices=[("a", "Seul"), ("b", "En famille")], widget=PillRadio)
    needs = forms.MultipleChoiceField(
        label="Besoins", choices=[("a", "Fauteuil")], widget=CheckboxPills, required=False
    )
    day = forms.DateField(label="Jour", widget=DateInput, required=False)
    hour = forms.TimeField(label="Heure", widget=TimeInput, required=False)
    agreed = forms.BooleanField(label="D'accord", required=False)
    paper = forms.FileField(label="Papier", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_its_help_and_its_error() -> None:
    drawn = draw('<c-field :field="form.title" />', form=BookingForm({}))
    assert '<label class="label" for="id_title">Titre</label>' in drawn
    described = re.search(r'aria-describedby="([^"]+)"', drawn)
    assert described is not None
    assert all(f'id="{name}"' in drawn for name in described[1].split())
    assert 'aria-invalid="true"' in drawn
    assert "Ce champ est obligatoire." in drawn


def test_a_group_of_choices_is_a_fieldset_with_its_question() -> None:
    drawn = draw('<c-field :field="form.kind" />', form=BookingForm({}))
    assert drawn.count("<fieldset") == 1
    assert re.search(r'<fieldset[^>]*aria-describedby="id_kind_error"', drawn)
    assert "Sortie</legend>" in drawn
    assert '<label class="choice" for="id_kind_0"><input type="radio"' in drawn


def test_a_field_that_may_stay_empty_says_so() -> None:
    drawn = draw('<c-field :field="form.day" /><c-field :field="form.title" />', form=BookingForm())
    assert drawn.count("facultatif") == 1


def test_a_day_and_an_hour_are_given_back_as_browsers_want_them() -> None:
    form = BookingForm(initial={"day": EVENING.date(), "hour": EVENING.time()})
    drawn = draw('<c-field :field="form.day" /><c-field :field="form.hour" />', form=form)
    assert 'type="date" name="day" value="2026-12-03"' in drawn
    assert 'type="time" name="hour" value="19:30"' in drawn


def test_django_draws_a_form_as_the_component_does() -> None:
    form = BookingForm({})
    assert str(form).split() == draw('<c-fields :form="form" />', form=form).split()
    one = form["title"].as_field_group()
    assert one.split() == draw('<c-field :field="form.title" />', form=form).split()


def test_the_summary_of_errors_leads_to_each_field() -> None:
    drawn = draw('<c-form :form="form" submit="Réserver 4 places" />', form=BookingForm({}))
    targets = re.findall(r'href="#([^"]+)"', drawn)
    assert [name for name in targets if name.startswith("id_")] == ["id_title", "id_adults", "id_kind"]
    assert all(f'id="{name}"' in drawn for name in targets if name.startswith("id_"))
    assert "3 points à revoir" in drawn
    assert 'enctype="multipart/form-data"' in drawn
    assert drawn.count('name="token"') == 1


def test_the_summary_follows_the_order_of_the_page() -> None:
    """What the whole form says of its first field is said first, though it was found last."""
    form = BookingForm({"title": "", "adults": "", "kind": "a"})
    form.add_error("title", "Un autre titre.")
    del form.errors["title"]
    form.add_error("title", "Un autre titre.")
    assert list(form.errors) == ["adults", "title"]
    drawn = draw('<c-errors :form="form" />', form=form)
    assert re.findall(r'href="#(id_[^"]+)"', drawn) == ["id_title", "id_adults"]


class Full(Exception):
    sentence = "Complet."
    next_step = "Rejoindre la liste d'attente <3>."


def test_a_refusal_says_why_and_what_next_and_keeps_what_was_typed() -> None:
    form = BookingForm({"title": "Bérénice", "adults": "4", "kind": "a"})
    add_refusal(form, Full())
    drawn = draw('<c-form :form="form" />', form=form)
    assert "Complet. Rejoindre la liste d&#x27;attente &lt;3&gt;." in drawn
    assert 'value="Bérénice"' in drawn
    assert "points à revoir" not in drawn


def test_a_refusal_may_stand_at_its_field() -> None:
    form = BookingForm({"title": "Bérénice", "adults": "4", "kind": "a"})
    add_refusal(form, Full(), field="adults")
    assert "Complet." in str(form.errors["adults"])


def test_a_card_escapes_what_others_wrote() -> None:
    drawn = draw(
        '<c-card href="/o/1/" title="{{ title }}" :at="at" place="{{ title }}" :access="access" places="1 place" />',
        title="<script>L'été</script>",
        at=EVENING,
        access=[{"icon": "loop", "label": "Boucle magnétique"}],
    )
    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;L&#x27;été") == 2
    assert "1 place<" in drawn
    assert 'datetime="2026-12-03T20:30:00+01:00"' in drawn
    assert "Boucle magnétique" in drawn


def test_a_card_without_a_date_says_so() -> None:
    assert "Date libre" in draw('<c-card title="Musée" until="jusqu\'au 30 juin" />')


@pytest.mark.parametrize(
    ("level", "tone"),
    [(constants.SUCCESS, "success"), (constants.WARNING, "attention"), (constants.ERROR, "refusal")],
)
def test_a_message_becomes_a_banner(level: int, tone: str) -> None:
    drawn = render_to_string("ui/messages.html", {"messages": [Message(level, "C'est réservé.")]})
    assert f'data-tone="{tone}"' in drawn
    assert "C&#x27;est réservé." in drawn


def test_every_icon_called_exists() -> None:
    from pontdesarts.ui.views.style import icon_names
    from tests import tree

    names = set(icon_names())
    called = {
        name
        for path in tree.templates().values()
        for name in re.findall(r'(?:<c-icon name=|\bicon=|discipline_icon=|{% icon )"([\w-]+)"', path.read_text())
    }
    assert called - names == set()
