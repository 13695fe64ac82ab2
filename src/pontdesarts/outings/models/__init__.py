from .asking import Asked
from .call import Call
from .channel import Channel
from .claim import Claim, Dispute
from .impression import Impression, ImpressionQuerySet, Voice
from .phone import Phone
from .rhythm import Rhythm

__all__ = [
    "Asked",
    "Call",
    "Channel",
    "Claim",
    "Dispute",
    "Impression",
    "ImpressionQuerySet",
    "Phone",
    "Rhythm",
    "Voice",
]
