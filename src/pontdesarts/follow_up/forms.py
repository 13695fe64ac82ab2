"""What is typed in the follow-up."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.messaging.mailings_forms import MailingForm
from pontdesarts.network.forms import StructureFilter
from pontdesarts.network.models import Stage, Structure
from pontdesarts.ui import words
from pontdesarts.ui.forms import CheckboxPills, DateInput, DateTimeInput, PillRadio

from .audience import FIELDS
from .models import LogLine
from .rules import FIRST, Reason
from .sources import NAMES

WRITTEN_BY_HAND = [choice for choice in LogLine.Kind.choices if choice[0] != LogLine.Kind.MAIL]
# the days that one thinks of
LATER = {"7": "dans une semaine", "14": "dans deux semaines", "30": "dans un mois", "91": "dans trois mois"}


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label="C'était", choices=WRITTEN_BY_HAND, widget=PillRadio)
    happened_at = forms.DateTimeField(label="Quand", widget=DateTimeInput)
    with_whom = forms.CharField(label="Avec qui", required=False, max_length=160)
    text = forms.CharField(
        label="Ce qui s'est dit ou fait",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Jamais rien sur une personne aidée. L'équipe lit ces lignes, pas la structure.",
    )


class TaskForm(forms.Form):
    title = forms.CharField(label="À faire", max_length=200)
    due_on = forms.DateField(label="Pour le", widget=DateInput)
    owner = forms.ModelChoiceField(label="Par", queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, association: Association, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = StaffRole.objects.of_the_team().filter(association=association)
        choice = self.fields["owner"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = User.objects.filter(pk__in=team.values("user")).order_by("name", "pk")


class MailForm(forms.Form):
    """One mail to one person of the structure."""

    to = forms.ChoiceField(label="À")
    subject = forms.CharField(label="Objet", max_length=200)
    text = forms.CharField(label="Message", max_length=3500, widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["to"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(address, f"{name}, {address}" if name else address) for address, name in people]


class SnoozeForm(forms.Form):
    until = forms.DateField(label="Revenir le", widget=DateInput, help_text="Elle quitte la liste jusqu'à ce jour.")

    @staticmethod
    def shortcuts(today: date) -> list[tuple[str, str]]:
        """Days to press, without typing."""
        return [((today + timedelta(days=int(days))).isoformat(), said) for days, said in LATER.items()]


class StoryFilter(forms.Form):
    """Which kinds of things, and until which month."""

    quoi = forms.MultipleChoiceField(label="Montrer", required=False, choices=list(NAMES.items()), widget=CheckboxPills)
    mois = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)

    def clean_mois(self) -> date:
        """The last month shown; this one for anything that is no month."""
        try:
            return max(date.fromisoformat(f"{self.cleaned_data['mois']}-01"), FIRST)
        except ValueError:
            return timezone.localdate()


class ReasonFilter(forms.Form):
    pour = forms.ChoiceField(required=False, choices=[(reason.value, reason.value) for reason in Reason])


# how a letter says each choice by which its readers were found
_SAID = {
    "profile": "{}",
    "kind": "{}",
    "stage": "étape « {} »",
    "audience": "public reçu : {}",
    "area": "en quartier prioritaire : {}",
}


class RecipientFilter(StructureFilter):
    """The list of structures, narrowed as elsewhere, and by silence."""

    stage = forms.ChoiceField(
        label="Étape", required=False, initial=Stage.ACTIVE, choices=[("", "toutes"), *Stage.choices]
    )
    silent = forms.BooleanField(label="Sans nouvelles depuis trois mois", required=False)

    def said(self) -> str:
        """The filter in words, for whoever reads the letter in a year: « Relais, active, Créteil »."""
        told: list[str] = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not value:
                continue
            if isinstance(field, forms.BooleanField):
                told.append(str(field.label).lower())
            elif isinstance(field, forms.ChoiceField):
                told.append(_SAID[name].format(_label(field.choices, value)))
            else:
                told.append(f"« {value} »" if name == "q" else str(value))
        said = words.listed(told) if told else "toutes les structures"
        return said[0].upper() + said[1:]


def _label(choices: Any, value: str) -> str:
    for key, label in choices:
        if isinstance(label, list | tuple):
            if found := _label(label, value):
                return found
        elif key == value:
            return str(label)
    return ""


class LetterForm(MailingForm):
    filled = FIELDS


def people_to_write_to(structure: Structure) -> list[tuple[str, str]]:
    """Every address of the structure with its name, once: referents, coordinators, contacts, its own."""
    posts = [
        *structure.referents.current().select_related("user"),
        *structure.coordinators.current().select_related("user"),
    ]
    found = [(post.user.email, str(post.user)) for post in posts]
    found += [(contact.email, contact.name) for contact in structure.contacts.all() if contact.email]
    found += [(structure.email, structure.name)] if structure.email else []
    once: dict[str, tuple[str, str]] = {}
    for address, name in found:
        once.setdefault(address.lower(), (address, name))
    return list(once.values())
