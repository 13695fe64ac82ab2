from .offer import (
    AccessFeature,
    BookingMode,
    NextDoor,
    Offer,
    OfferQuerySet,
    VoucherMode,
    open_to_neighbours,
)
from .resemblance import Resemblance, ResemblanceQuerySet
from .saved_search import SavedSearch, SavedSearchQuerySet
from .showing import IN_FULL, KEPT, Allotment, AllotmentQuerySet, Showing, ShowingQuerySet
from .source import (
    ImportRun,
    ImportRunQuerySet,
    PendingImport,
    PendingImportQuerySet,
    Source,
    SourceQuerySet,
)

__all__ = [
    "IN_FULL",
    "KEPT",
    "AccessFeature",
    "Allotment",
    "AllotmentQuerySet",
    "BookingMode",
    "ImportRun",
    "ImportRunQuerySet",
    "NextDoor",
    "Offer",
    "OfferQuerySet",
    "PendingImport",
    "PendingImportQuerySet",
    "Resemblance",
    "ResemblanceQuerySet",
    "SavedSearch",
    "SavedSearchQuerySet",
    "Showing",
    "ShowingQuerySet",
    "Source",
    "SourceQuerySet",
    "VoucherMode",
    "open_to_neighbours",
]
