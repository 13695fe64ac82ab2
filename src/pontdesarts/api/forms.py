"""The form that opens an access."""

from django import forms
from django.http import QueryDict

from pontdesarts.associations.models import Association, AssociationQuerySet
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.ui.forms import CheckboxPills

from .models import Token


class TokenForm(forms.Form):
    name = forms.CharField(label="Nom du logiciel", max_length=80, help_text="« Billetterie du Rond-Point ».")
    association = forms.ModelChoiceField(Association.objects.none(), label="Association", empty_label=None)
    partner = forms.ModelChoiceField(
        Structure.objects.none(),
        label="Pour un seul partenaire",
        required=False,
        empty_label="non : pour l'association",
        help_text="Le logiciel d'un partenaire ne voit que ses dates et ses listes d'accueil, jamais les relais.",
    )
    scopes = forms.MultipleChoiceField(
        label="Ce que le logiciel pourra faire",
        choices=Token.Opens.choices,
        widget=CheckboxPills,
        error_messages={"required": "Cochez au moins un droit."},
    )
    days = forms.TypedChoiceField(
        label="Valable",
        coerce=int,
        choices=((30, "30 jours, pour essayer"), (180, "6 mois"), (365, "1 an"), (400, "400 jours, le plus long")),
        initial=365,
    )

    def __init__(
        self, data: QueryDict | None = None, *, associations: AssociationQuerySet, partners: StructureQuerySet
    ) -> None:
        super().__init__(data)
        choice, partner = self.fields["association"], self.fields["partner"]
        assert isinstance(choice, forms.ModelChoiceField) and isinstance(partner, forms.ModelChoiceField)
        choice.queryset, partner.queryset = associations, partners
        if len(associations) == 1:
            choice.widget = forms.HiddenInput()
            choice.initial = associations[0].pk
