"""Sessions in the framework's table; where a person is signed in goes with a session's key."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db

from care.core.entering import session_data
from care.core.models import SignIn


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """As the framework does it, which builds its question anew for every request."""
        found = session_data(self.session_key) if self.session_key else None
        if found is None:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(found)
        return data

    def cycle_key(self) -> None:
        """A new key for the same session, when its rights change: somebody who knew the old one
        is out."""
        before = self.session_key
        super().cycle_key()
        if before:
            SignIn.objects.filter(session_key=before).update(session_key=self.session_key)
