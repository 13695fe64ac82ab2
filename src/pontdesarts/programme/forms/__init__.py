"""What is typed about offers, their dates and their places."""

from .dates import CancelForm, DateForm, MoveForm, PeriodForm, WeeklyForm, date_forms
from .lists import ManageFilter, WithdrawForm, keys_ticked
from .neighbours import NextDoorForm
from .places import ExceptionForm, PlacesForm, SettleForm, exception_forms
from .what import NewVenueForm, WhatForm

__all__ = [
    "CancelForm",
    "DateForm",
    "ExceptionForm",
    "ManageFilter",
    "MoveForm",
    "NewVenueForm",
    "NextDoorForm",
    "PeriodForm",
    "PlacesForm",
    "SettleForm",
    "WeeklyForm",
    "WhatForm",
    "WithdrawForm",
    "date_forms",
    "exception_forms",
    "keys_ticked",
]
