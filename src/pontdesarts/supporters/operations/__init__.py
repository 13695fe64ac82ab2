"""Every write about supporters: joining, leaving, ideas, letters."""

from .circle import change_circle, export
from .ideas import answer, mark, send_idea
from .joining import ask_silent, change_interests, confirm, forget_old, join, leave, stay
from .letters import change_letter, discard, pause, prepare, resume, start, stop, try_on

__all__ = [
    "answer",
    "ask_silent",
    "change_circle",
    "change_interests",
    "change_letter",
    "confirm",
    "discard",
    "export",
    "forget_old",
    "join",
    "leave",
    "mark",
    "pause",
    "prepare",
    "resume",
    "send_idea",
    "start",
    "stay",
    "stop",
    "try_on",
]
