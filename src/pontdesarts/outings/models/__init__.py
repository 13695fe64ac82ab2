from .asking import Asked
from .claim import Claim, Dispute
from .impression import Impression, Voice
from .rhythm import Rhythm

__all__ = ["Asked", "Claim", "Dispute", "Impression", "Rhythm", "Voice"]
