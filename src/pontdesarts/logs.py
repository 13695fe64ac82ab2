"""What the logs may not keep: the secrets that mailed addresses carry."""

import logging
import re

# every secret of ours has 40 signs or more (signed links, invitations, private feeds, new passwords); names are less.
# But for those that texts carry, which are short: they stand after /v/
_SECRET = re.compile(r"(?<=/)[\w:.=-]{32,}(?=[/?#\s]|$)|(?<=/v/)[^/?#\s]+")
HIDDEN = "…"


class WithoutSecrets(logging.Filter):
    """Hides in every line the parts of an address that would let its reader act in somebody's name.

    Django writes the address of each refused request: a link past its term, mistyped, or read by a robot.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(each) if isinstance(each, str) else each for each in record.args)
        if isinstance(record.msg, str):
            record.msg = _hidden(record.msg)
        return True


def _hidden(text: str) -> str:
    return _SECRET.sub(HIDDEN, text)
