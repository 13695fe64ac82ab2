"""Every write of the follow-up: the log, tasks, what is set aside, letters."""

from .letters import change_letter, discard, pause, prepare, resume, start, stop, try_on
from .log import change_note, note, remove_note, write_to
from .retention import forget_old
from .tasks import add_task, change_task, do_task, remove_task, undo_task
from .watching import revive, snooze, wake

__all__ = [
    "add_task",
    "change_letter",
    "change_note",
    "change_task",
    "discard",
    "do_task",
    "forget_old",
    "note",
    "pause",
    "prepare",
    "remove_note",
    "remove_task",
    "resume",
    "revive",
    "snooze",
    "start",
    "stop",
    "try_on",
    "undo_task",
    "wake",
    "write_to",
]
