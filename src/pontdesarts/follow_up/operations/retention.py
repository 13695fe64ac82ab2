"""What is erased, each night."""

from datetime import datetime

from ..models import Letter, LogLine, Task


def forget_old(*, at: datetime) -> int:
    """Erase the log of structures with whom nobody was in touch for two years, tasks done two years ago, and who wrote
    letters; returns how many."""
    lines, _ = LogLine.objects.past_their_term(at).delete()
    tasks, _ = Task.objects.filter(done_at__lt=Task.personal_data["title"].before(at)).delete()
    old = Letter.objects.filter(written_at__lt=Letter.personal_data["written_by"].before(at))
    return lines + tasks + old.exclude(written_by=None).update(written_by=None)
