from .alert import Alert, AlertQuerySet, Quiet
from .release import Release, ReleaseQuerySet

__all__ = ["Alert", "AlertQuerySet", "Quiet", "Release", "ReleaseQuerySet"]
