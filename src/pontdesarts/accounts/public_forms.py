"""Forms that anybody may send, without an account: what keeps machines out, and how often is too often."""

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest


class PublicForm(forms.Form):
    """``website_again`` is for machines: people neither see it nor hear of it. The page draws it by
    `accounts/for_machines.html`; a form that has it filled is thanked, and nothing is kept."""

    website_again = forms.CharField(required=False)

    @property
    def comes_from_a_machine(self) -> bool:
        return bool(self.data.get("website_again"))


def is_too_often(request: HttpRequest, *, action: str) -> bool:
    """Count this sending. ``action`` is a line of ``ACCOUNT_RATE_LIMITS``. Asked once the form is typed right: whoever
    corrects their form is no machine."""
    return not ratelimit.consume(request, action=action)
