from .offer import AccessFeature, BookingMode, Offer, OfferQuerySet, VoucherMode
from .resemblance import Resemblance, ResemblanceQuerySet
from .saved_search import SavedSearch, SavedSearchQuerySet
from .showing import KEPT, Allotment, Showing, ShowingQuerySet
from .source import (
    ImportRun,
    ImportRunQuerySet,
    PendingImport,
    PendingImportQuerySet,
    Source,
    SourceQuerySet,
)

__all__ = [
    "KEPT",
    "AccessFeature",
    "Allotment",
    "BookingMode",
    "ImportRun",
    "ImportRunQuerySet",
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
]
