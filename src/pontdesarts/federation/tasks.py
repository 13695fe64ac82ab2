"""Jobs of the federation: make an archive, forget the old ones."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import operations
from .models import Archive


@app.task(name="federation.make_archive", queue="night")
def make_archive(*, archive_id: int) -> None:
    """Once: a file that could not be made is asked for again by a person, who then sees that it failed."""
    asked = Archive.objects.filter(pk=archive_id).first()
    if asked is None:
        return
    try:
        operations.make_archive(asked, at=timezone.now())
    except Exception:
        operations.fail_archive(asked, at=timezone.now())
        raise


@app.periodic(cron="50 3 * * *")
@app.task(name="federation.forget_archives", queue="night")
def forget_archives(timestamp: int) -> None:
    operations.forget_archives(at=timezone.now())
