"""Sessions in the database, as Django keeps them: every page of a signed-in person reads one first."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from pontdesarts.prepared import Prepared


def _current(session_key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=at)


_read = Prepared(_current)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What Django's own reads, by a statement written once; a key that opens nothing is forgotten."""
        for session in _read(session_key=self.session_key, at=timezone.now()):
            return self.decode(session.session_data)
        self._session_key = None
        return {}
