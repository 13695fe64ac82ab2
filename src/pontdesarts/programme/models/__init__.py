from .offer import AccessFeature, Offer, OfferQuerySet, VoucherMode
from .showing import Allotment, Showing, ShowingQuerySet
from .source import ImportRun, Source, SourceQuerySet

__all__ = [
    "AccessFeature",
    "Allotment",
    "ImportRun",
    "Offer",
    "OfferQuerySet",
    "Showing",
    "ShowingQuerySet",
    "Source",
    "SourceQuerySet",
    "VoucherMode",
]
