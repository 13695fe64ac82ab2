from .entry import Entry, EntryQuerySet

__all__ = ["Entry", "EntryQuerySet"]
