"""The network as files that others read: each format writes the same records."""

from .formats import FORMATS, Format, format_of
from .records import Record, records

__all__ = ["FORMATS", "Format", "Record", "format_of", "records"]
