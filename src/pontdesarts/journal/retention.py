"""Why a personal field is kept, and until when. A test walks the models: no personal field goes undeclared."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Retention:
    """``purpose`` and ``kept`` are French sentences: they are printed on the page of personal data."""

    purpose: str
    kept: str
