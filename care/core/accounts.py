"""Verbs on persons, who belong to no organisation: their password, and where they are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _

from care.core.models import Person, SignIn

MAX_AGENT = 300
# The first that is found counts: each of them also says the names of those after it.
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is signed in."""

    agent: str
    since: datetime
    here: bool

    @property
    def browser(self) -> str:
        """In words, as far as the browser is one that many people have."""
        program = next((name for word, name in _PROGRAMS if word in self.agent), "")
        system = next((name for word, name in _SYSTEMS if word in self.agent), "")
        if program and system:
            return _("%(browser)s on %(system)s") % {"browser": program, "system": system}
        return program or system or self.agent or _("A browser that does not say what it is")


def do_set_password(*, person: Person, password: str) -> None:
    """Ends every session and stream; the caller keeps the one it acts for."""
    person.set_password(password)
    person.save(update_fields=["password"])
    do_end_sessions(person=person)


def do_end_sessions(*, person: Person) -> None:
    """Everywhere. The version ends what the framework's table does not know: open streams."""
    Person.objects.filter(id=person.id).update(auth_version=F("auth_version") + 1)
    person.refresh_from_db(fields=["auth_version"])


def note_sign_in(request: HttpRequest, person: Person) -> None:
    if request.session.session_key is None:
        request.session.create()
    agent = request.headers.get("User-Agent", "").replace("\x00", "")
    SignIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"person": person, "agent": agent[:MAX_AGENT]},
    )


def places_of(request: HttpRequest, person: Person) -> list[Place]:
    """Newest first. What ended is forgotten here: a session may end without a word."""
    SignIn.objects.filter(person=person).exclude(
        session_key__in=Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    ).delete()
    here = request.session.session_key
    known = SignIn.objects.filter(person=person).order_by("-at")
    return [Place(one.agent, one.at, one.session_key == here) for one in known]


def do_end_other_sessions(request: HttpRequest, person: Person) -> int:
    """All but the one that asks. The number of those that people know of."""
    others = SignIn.objects.filter(person=person).exclude(session_key=request.session.session_key)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    do_end_sessions(person=person)
    update_session_auth_hash(request, person)
    return len(keys)


def new_password_link(person: Person) -> str:
    """Good for a day, and once: it is made of the password it replaces, and of the last sign-in."""
    uid, token = (
        int_to_base36(person.id),
        EmailAwarePasswordResetTokenGenerator().make_token(person),
    )
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return f"{settings.ORIGIN}{path}"
