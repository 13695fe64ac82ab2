"""Every write about figures."""

from ..refusals import PublicationRefused
from .publish import publish

__all__ = ["PublicationRefused", "publish"]
