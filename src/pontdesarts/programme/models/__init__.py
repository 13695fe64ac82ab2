from .offer import AccessFeature, Offer, OfferQuerySet, VoucherMode
from .saved_search import SavedSearch, SavedSearchQuerySet
from .showing import Allotment, Showing, ShowingQuerySet
from .source import ImportRun, Source, SourceQuerySet

__all__ = [
    "AccessFeature",
    "Allotment",
    "ImportRun",
    "Offer",
    "OfferQuerySet",
    "SavedSearch",
    "SavedSearchQuerySet",
    "Showing",
    "ShowingQuerySet",
    "Source",
    "SourceQuerySet",
    "VoucherMode",
]
