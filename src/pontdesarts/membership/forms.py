"""What is typed to join, and by the team."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.accounts.public_forms import PublicForm
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.forms import CommuneField
from pontdesarts.network.models import Audience, PartnerKind, RelayKind, Structure
from pontdesarts.network.rules import SHOWABLE, read_rna, read_siret
from pontdesarts.ui.forms import DateInput, PillRadio

from .models import Charter, JoinRequest, Membership, Training

SHOWN = [(name, label) for name, label in SHOWABLE.items() if name not in ("audiences",)]


class AskForm(PublicForm):
    """The public request."""

    wish = forms.ChoiceField(label="Votre structure serait", choices=JoinRequest.Wish.choices, widget=PillRadio)
    name = forms.CharField(label="Nom de la structure", max_length=160)
    commune = CommuneField()
    relay_kind = forms.ChoiceField(
        label="Type de relais",
        choices=[("", "choisissez"), *RelayKind.choices],
        required=False,
        help_text="Si vous accompagnez des personnes. Jamais montré aux lieux.",
    )
    partner_kind = forms.ChoiceField(
        label="Type de partenaire",
        choices=[("", "choisissez"), *PartnerKind.choices],
        required=False,
        help_text="Si vous proposez des sorties.",
    )
    audiences = forms.MultipleChoiceField(
        label="Publics que vous recevez",
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    siret = forms.CharField(label="SIRET", max_length=30, required=False, help_text="14 chiffres, si vous l'avez.")
    rna = forms.CharField(
        label="Numéro RNA",
        max_length=30,
        required=False,
        help_text="Pour une association : W et 9 chiffres. Rien si vous ne l'avez pas sous la main.",
    )
    person = forms.CharField(
        label="Votre prénom et votre nom", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Votre adresse électronique professionnelle",
        help_text="Un lien vous y est envoyé, pour confirmer que c'est bien la vôtre.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Téléphone", max_length=20, required=False, widget=forms.TextInput({"autocomplete": "tel"})
    )
    why = forms.CharField(
        label="Ce qui vous amène",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Qui vous accompagnez, ou ce que vous proposez. Ne nommez personne.",
    )

    def clean_siret(self) -> str:
        return _number(read_siret, self.cleaned_data["siret"])

    def clean_rna(self) -> str:
        return _number(read_rna, self.cleaned_data["rna"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        field = f"{said.get('wish')}_kind"
        if field in self.fields and not said.get(field):
            self.add_error(field, "Choisissez le type de votre structure.")
        return said

    @property
    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return said | {"kind": said[f"{said['wish']}_kind"]}


def _number(read: Any, typed: str) -> str:
    try:
        return str(read(typed))
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from None


class ReplyForm(forms.Form):
    text = forms.CharField(label="Votre réponse", max_length=2000, widget=forms.Textarea({"rows": 6}))


class QuestionForm(forms.Form):
    question = forms.CharField(
        label="Votre question",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Elle part par courriel ; la personne répond sans compte.",
    )


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label="Raison", max_length=1000, widget=forms.Textarea({"rows": 3}), help_text="Envoyée telle quelle."
    )


class AcceptForm(forms.Form):
    structure = forms.ModelChoiceField(queryset=Structure.objects.none(), required=False, widget=forms.HiddenInput)
    invite = forms.BooleanField(label="Envoyer aussi l'invitation à la personne", required=False, initial=True)

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = among  # type: ignore[attr-defined]


class PaymentForm(forms.Form):
    paid_on = forms.DateField(label="Reçu le", widget=DateInput)
    means = forms.ChoiceField(label="Par", choices=Membership.Means.choices, widget=PillRadio)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid_on"].initial = timezone.localdate
        self.fields["means"].initial = Membership.Means.TRANSFER


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi, en une phrase",
        max_length=160,
        required=False,
        help_text="L'association la lit : elle aide à comprendre. Ne nommez personne.",
    )


class FeeForm(forms.Form):
    fee = forms.DecimalField(
        label="Montant demandé (euros)",
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(0),
        localize=True,
        help_text="0 : rien n'est demandé.",
    )


class VersionedForm(forms.Form):
    """Signs the version that was on the page. When another came since, the page shows that one, and says so."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def show_version(self, version: int) -> None:
        said = QueryDict(mutable=True)
        said.update({name: value for name, value in self.data.items() if name != "read"})
        said["version"] = str(version)
        if isinstance(self.data, QueryDict):
            said.setlist("shown", self.data.getlist("shown"))
        self.data = said


class SignForm(VersionedForm):
    name = forms.CharField(label="Prénom et nom de qui signe", max_length=120)
    role = forms.CharField(label="Fonction", max_length=120, required=False)
    read = forms.BooleanField(
        label="J'ai lu la charte, et je m'engage au nom de ma structure",
        error_messages={"required": "Cochez que vous avez lu la charte."},
    )


class CharterForm(forms.Form):
    text = forms.CharField(
        label="Texte de la nouvelle version",
        max_length=20_000,
        widget=forms.Textarea({"rows": 18}),
        help_text="Une ligne vide sépare deux engagements.",
    )


class _Named:
    """A person as the team knows them: « Awa Diarra, Centre social des Deux Fontaines »."""

    def label_from_instance(self, person: Any) -> str:
        return ", ".join([person.get_full_name(), *(post.structure.name for post in person.here)])


class PeopleField(_Named, forms.ModelMultipleChoiceField[User]):
    pass


class PersonField(_Named, forms.ModelChoiceField[User]):
    pass


class TrainingForm(forms.Form):
    kind = forms.ChoiceField(
        label="Rencontre",
        choices=[choice for choice in Training.Kind.choices if choice[0] != Training.Kind.WAIVED],
        widget=PillRadio,
        initial=Training.Kind.COFFEE,
    )
    held_on = forms.DateField(label="Le", widget=DateInput, initial=timezone.localdate)
    people = PeopleField(
        label="Qui est venu",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez qui est venu."},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]


class WaiveForm(forms.Form):
    person = PersonField(label="Personne", queryset=None, empty_label="choisissez")
    reason = forms.CharField(label="Raison de la dispense", max_length=200)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class WelcomeForm(forms.Form):
    takes_requests = forms.BooleanField(
        label="La page de demande est ouverte au public",
        required=False,
        help_text="Fermée, elle dit de vous appeler.",
    )
    relay_fee = forms.DecimalField(
        label="Adhésion d'un relais pour une saison (euros)",
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(0),
        localize=True,
        help_text="0 : rien n'est demandé. Les adhésions déjà proposées gardent leur montant.",
    )
    partner_fee = forms.DecimalField(
        label="Adhésion d'un partenaire pour une saison (euros)",
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(0),
        localize=True,
    )
    needs_training = forms.BooleanField(
        label="Être venu à un café découverte ou à un atelier",
        required=False,
        help_text="Demandé à la personne qui accompagne ; à une personne du relais quand l'équipe réserve pour lui.",
    )
    needs_charter = forms.BooleanField(
        label="Avoir signé la charte",
        required=False,
        help_text="Une nouvelle version laisse 30 jours pour la signer.",
    )
    needs_membership = forms.BooleanField(
        label="Avoir une adhésion à jour",
        required=False,
        help_text="Celle de la saison passée compte jusqu'au 31 octobre.",
    )
    next_training = forms.CharField(
        label="Prochain café découverte ou atelier",
        max_length=240,
        required=False,
        help_text="Le jour, l'heure, le lieu : dit à qui n'est pas encore venu, au moment de réserver.",
    )


class EnterPartnerForm(forms.Form):
    """A partner to be: enough to write to it."""

    name = forms.CharField(label="Nom du partenaire", max_length=160)
    kind = forms.ChoiceField(label="Type de partenaire", choices=PartnerKind.choices)
    commune = CommuneField()
    email = forms.EmailField(label="Son adresse électronique", help_text="Le lien y est envoyé. Il sert 30 jours.")


class PartnerJoinForm(VersionedForm):
    """The one page of a partner that joins."""

    name = forms.CharField(label="Nom", max_length=160)
    kind = forms.ChoiceField(label="Vous êtes", choices=PartnerKind.choices)
    email = forms.EmailField(label="Adresse électronique")
    phone = forms.CharField(label="Téléphone", max_length=20, required=False)
    website = forms.URLField(label="Site", required=False, assume_scheme="https")
    place_name = forms.CharField(label="Nom du lieu", max_length=160)
    place_address = forms.CharField(label="Adresse", max_length=200)
    place_postal_code = forms.RegexField(
        label="Code postal", regex=r"^\d{5}$", error_messages={"invalid": "Un code postal a 5 chiffres."}
    )
    place_commune = CommuneField()
    list_email = forms.EmailField(
        label="Adresse de la billetterie",
        required=False,
        help_text="La liste de chaque date y part. Vide : elle part à l'adresse ci-dessus.",
    )
    shown = forms.MultipleChoiceField(
        label="Ce que l'annuaire public peut montrer de vous",
        choices=SHOWN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien n'est montré sans votre accord. Vous pourrez changer d'avis.",
    )
    signer = forms.CharField(label="Votre prénom et votre nom", max_length=120)
    role = forms.CharField(label="Votre fonction", max_length=120, required=False)
    read = forms.BooleanField(
        label="J'ai lu la charte, et je m'engage au nom de ma structure",
        error_messages={"required": "Cochez que vous avez lu la charte."},
    )

    PLACE: ClassVar[tuple[str, ...]] = ("name", "address", "postal_code", "commune")

    @property
    def place(self) -> dict[str, Any]:
        return {name: self.cleaned_data[f"place_{name}"] for name in self.PLACE}

    @property
    def known(self) -> dict[str, Any]:
        """What is said of the structure; its address is its place's until somebody says otherwise."""
        said = {name: self.cleaned_data[name] for name in ("name", "email", "phone", "website")}
        return said | {name: self.cleaned_data[f"place_{name}"] for name in ("address", "postal_code", "commune")}


class MemberFilter(forms.Form):
    """How the list of memberships narrows."""

    STATES: ClassVar[list[tuple[str, str]]] = [
        ("", "toutes"),
        ("due", "à régler"),
        ("missing", "sans adhésion cette saison"),
        ("declined", "ont dit non, cette saison ou la prochaine"),
        ("ok", "à jour"),
    ]
    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    state = forms.ChoiceField(label="Adhésion", required=False, choices=STATES)


class WhichCharter(forms.Form):
    audience = forms.ChoiceField(choices=Charter.For.choices)
