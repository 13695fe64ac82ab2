from .circle import Circle
from .idea import Idea, IdeaQuerySet
from .letter import SupporterLetter
from .supporter import Interest, Supporter, SupporterQuerySet

__all__ = ["Circle", "Idea", "IdeaQuerySet", "Interest", "Supporter", "SupporterLetter", "SupporterQuerySet"]
