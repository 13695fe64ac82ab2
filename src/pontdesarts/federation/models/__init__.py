from .leaving import Archive, ArchiveQuerySet, Departure

__all__ = ["Archive", "ArchiveQuerySet", "Departure"]
