"""From the bytes of a photo to what was ticked on it. Pure: neither framework, nor database, nor clock.

Reads some 0.3 s a photo and needs OpenCV, which weighs on whatever loads it: import it from a job, not from a page.
"""

from .decoding import NotReadable, pictures
from .ink import Measure
from .sheets import SHOWN, Page, read
from .verdicts import BoxRead, RowRead, State, judge

__all__ = ["SHOWN", "BoxRead", "Measure", "NotReadable", "Page", "RowRead", "State", "judge", "pictures", "read"]
