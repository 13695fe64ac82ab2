"""« Qui accompagne ? »: a colleague of the same relay, when somebody else books."""

from django import forms
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.ui.forms import QuickCopy
from pontdesarts.ui.keys import key

LEFT = "Cette personne n'est pas référente de ce relais aujourd'hui."


class CompanionField(QuickCopy, forms.ModelChoiceField["User"]):
    def __init__(self) -> None:
        super().__init__(
            queryset=None,  # until it is known of which relay
            label="Qui accompagne ?",
            required=False,
            empty_label="moi, ou personne en particulier",
            help_text="Les courriels de cette sortie iront à cette personne.",
            error_messages={"invalid_choice": LEFT},
        )

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name()


class WithCompanion(forms.Form):
    """A form with a ``relay``: it asks who goes as soon as the relay is known and has several referents."""

    booked_for = CompanionField()

    def ask_who_goes(self, by: User | None) -> None:
        """Offer the referents of the relay that the form is about, without the person who types."""
        self.ask_among_referents(key(str(self["relay"].value() or "")), unless=by.pk if by else None)

    def ask_among_referents(self, relay_id: int, *, unless: int | None) -> None:
        """Offer the referents of this relay but one, to whom the mails go when nobody is named."""
        posts = Q(referent_posts__structure=relay_id, referent_posts__ended_at=None)
        people = User.objects.filter(posts, is_active=True)
        people = people.exclude(pk=unless) if unless else people
        self._field.queryset = people.distinct().order_by("name", "pk")

    @property
    def companions(self) -> bool:
        """Whether there is somebody to choose: asked when the page is drawn, never when a booking is made."""
        return bool(self._field.queryset is not None and self._field.queryset.exists())

    @property
    def _field(self) -> CompanionField:
        field = self.fields["booked_for"]
        assert isinstance(field, CompanionField)
        return field

    @property
    def companion(self) -> User | None:
        person: User | None = self.cleaned_data["booked_for"]
        return person
