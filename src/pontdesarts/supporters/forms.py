"""What is typed by supporters, and by the team."""

from django import forms

from pontdesarts.accounts.public_forms import PublicForm
from pontdesarts.messaging.mailings_forms import MailingForm
from pontdesarts.network.forms import CommuneField
from pontdesarts.ui.forms import PillRadio

from .models import Idea, Interest
from .operations.letters import FIELDS


class InterestsForm(forms.Form):
    interests = forms.MultipleChoiceField(
        label="Ce qui vous intéresse",
        choices=Interest.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez ce que vous voulez, ou rien : cela n'engage à rien, et vous pourrez changer.",
    )


class JoinForm(InterestsForm, PublicForm):
    """The public form."""

    name = forms.CharField(
        label="Votre prénom et votre nom", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        help_text="Un lien vous y est envoyé, pour confirmer que c'est bien la vôtre.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    commune = CommuneField(required=False)


class IdeaForm(forms.Form):
    text = forms.CharField(
        label="Votre idée",
        max_length=1500,
        widget=forms.Textarea({"rows": 4}),
        help_text="L'équipe la lit et vous répond. Ne nommez personne d'autre que vous.",
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Votre réponse",
        max_length=1500,
        widget=forms.Textarea({"rows": 5}),
        help_text="Elle part par courriel, et reste sur la page de la personne.",
    )


class MarkForm(forms.Form):
    mark = forms.ChoiceField(
        label="Où en est-elle", choices=[("", "rien encore"), *Idea.Mark.choices], required=False, widget=PillRadio
    )


class CircleForm(forms.Form):
    is_open = forms.BooleanField(
        label="La page est ouverte au public",
        required=False,
        help_text="Fermée, elle n'existe pour personne ; ceux qui ont rejoint restent.",
    )
    welcome = forms.CharField(
        label="Mot d'accueil",
        max_length=1500,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="Ce que fait l'association, ce que vous aimeriez partager.",
    )


class WordsForm(MailingForm):
    filled = FIELDS


class LetterForm(WordsForm):
    interest = forms.ChoiceField(
        label="À qui", choices=[("", "à tous"), *Interest.choices], required=False, help_text="Ou à une partie."
    )

    field_order = ("interest",)
