"""A programme of others comes in: dropped, looked at, carried out; likenesses are settled by a human."""

from .pending import confirm, forget_pending, match_columns, receive
from .resemblances import ResemblanceRefused, settle_resemblance
from .runs import ImportChanged, Origin, forget_runs, import_programme, plan_import

__all__ = [
    "ImportChanged",
    "Origin",
    "ResemblanceRefused",
    "confirm",
    "forget_pending",
    "forget_runs",
    "import_programme",
    "match_columns",
    "plan_import",
    "receive",
    "settle_resemblance",
]
