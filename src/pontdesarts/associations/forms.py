"""What is typed about an association."""

from typing import Any

from django import forms

from . import rules
from .models import Association


class DescribeForm(forms.ModelForm[Association]):
    website = forms.URLField(label="Site", required=False, assume_scheme="https")

    class Meta:
        model = Association
        fields = ("name", "email", "phone", "website")


class TermsForm(forms.ModelForm[Association]):
    """Its own terms; an empty field keeps the national one, which is said beside it."""

    class Meta:
        model = Association
        fields = rules.NAMES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in rules.NAMES:
            self.fields[name].help_text = f"Règle nationale : {getattr(rules.NATIONAL, name)}. Vide, elle s'applique."
