"""Everything that is an association's, in one file, and back.

The file is a zip: `manifest.json` (format, association, date, numbers, what stays behind and why), one
`rows/<app>.<Model>.jsonl` for each model, one object a line, and `pictures/` for the pictures of its offers. Beside
them, for people and never read back: `LISEZ-MOI.txt` and `tableaux/`, one CSV for each kind of thing.
"""

from .owning import LETTERS, STAYS, Owned, owned
from .reading import ArchiveRefused, Opened, Taken, open_archive, take_in
from .writing import write

__all__ = [
    "LETTERS",
    "STAYS",
    "ArchiveRefused",
    "Opened",
    "Owned",
    "Taken",
    "open_archive",
    "owned",
    "take_in",
    "write",
]
