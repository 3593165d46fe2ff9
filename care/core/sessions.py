"""Sessions in the framework's table; where a person is signed in goes with a session's key."""

from __future__ import annotations

from django.contrib.sessions.backends import db

from care.core.models import SignIn


class SessionStore(db.SessionStore):
    def cycle_key(self) -> None:
        """A new key for the same session, when its rights change: somebody who knew the old one
        is out."""
        before = self.session_key
        super().cycle_key()
        if before:
            SignIn.objects.filter(session_key=before).update(session_key=self.session_key)
