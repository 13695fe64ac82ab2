"""Every write about figures."""

from ..refusals import PublicationRefused
from .publish import publish
from .retention import forget_old

__all__ = ["PublicationRefused", "forget_old", "publish"]
