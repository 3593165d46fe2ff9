"""Every route of Care, read from the URL configuration, and what may stand in its places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from tests.walls.life import Town

ABSENT_ID = str(2**40)
MALFORMED_IDS = ("0", "-1", str(2**63), str(2**63 - 1), "abc", "%25", "..%2f", "1%2C2")
MALFORMED_SLUGS = ("no-such-thing", "%25", "a_b", "UPPER", "..%2f", "x" * 300)
NUL = "%00"

# Routes that belong to no organisation: may somebody who is not signed in see the page?
OUTSIDE = {
    "home": False,
    "healthz": True,
    "linked_file": True,  # whoever has an address that we signed
    "api:schema": True,
    "api:docs": True,
    "account_login": True,
    "account_logout": True,
    "account_signup": True,  # says that nobody signs up alone
    "account_inactive": True,
    "account_reset_password": True,
    "account_reset_password_done": True,
    "account_reset_password_from_key": True,
    "account_reset_password_from_key_done": True,
    "account_confirm_email": True,
    "account_email_verification_sent": True,
    "account_change_password": False,
    "account_set_password": False,
    "account_email": False,
    "account_reauthenticate": False,
    "account_confirm_login_code": True,
    "invitation": True,
    "mfa_index": False,
    "mfa_authenticate": True,
    "mfa_reauthenticate": False,
    "mfa_activate_totp": False,
    "mfa_deactivate_totp": False,
    "mfa_view_recovery_codes": False,
    "mfa_generate_recovery_codes": False,
    "mfa_download_recovery_codes": False,
}


# Settings and reports that an agent does not have.
FOR_ADMINS = (
    "audit:",
    "brands:",
    "channels:",
    "mail:",
    "people:",
    "policy:",
    "reports:board",
    "reports:hiring",
    "reports:marks",
    "reports:remove_mark",
    "reports:report",
    "reports:saved",
    "reports:remove_saved",
    "reports:remove_file",
    "reports:mail_saved",
    "reports:file",
    "reports:change_saved",
    "settings:",
    "tokens:",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a place of a path names: in one's own organisation, in another, nowhere."""

    own: str
    foreign: str | None
    """None: the same words for every organisation."""
    malformed: tuple[str, ...]
    absent: str


def kinds(own: Town, foreign: Town) -> dict[str, Kind]:
    """A new parameter in a route: say here what it names."""
    slug = Kind(own.slug, foreign.slug, MALFORMED_SLUGS, "no-such-organisation")
    key = Kind("0-abcdef", None, MALFORMED_SLUGS, "0-abcdef")

    def row(ours: int, theirs: int) -> Kind:
        return Kind(str(ours), str(theirs), MALFORMED_IDS, ABSENT_ID)

    return {
        "organisation": slug,
        "case_id": row(own.case_id, foreign.case_id),
        "tagging_id": row(own.tagging_id, foreign.tagging_id),
        "message_id": row(own.reply_id, foreign.reply_id),
        "parked_id": row(own.parked_id, foreign.parked_id),
        "attachment_id": row(own.attachment_id, foreign.attachment_id),
        "channel_id": row(own.cast.channel_id, foreign.cast.channel_id),
        "token_id": row(own.token_id, foreign.token_id),
        "answer_id": row(own.answer_id, foreign.answer_id),
        "brand_id": row(own.brand_id, foreign.brand_id),
        "saved_id": row(own.saved_id, foreign.saved_id),
        "job_id": row(own.job_id, foreign.job_id),
        "problem_id": row(own.problem_id, foreign.problem_id),
        **{name: row(own.policy[name], foreign.policy[name]) for name in own.policy},
        # Of the rule of the path; another organisation's is behind another rule.
        "version": Kind("1", None, MALFORMED_IDS, ABSENT_ID),
        "network": Kind("generic", None, MALFORMED_SLUGS, "no-such-network"),
        "queue": Kind(own.queue, foreign.queue, MALFORMED_SLUGS, "no-such-queue"),
        "report": Kind("volume", None, MALFORMED_SLUGS, "no-such-report"),
        "name": Kind("mine", None, MALFORMED_SLUGS, "no-such-view"),
        "member_id": row(own.cast.tess.id, foreign.cast.tess.id),
        "token": Kind("no-such-invitation", None, ("%25", "x" * 300), "no-such-invitation"),
        "key": key,
        "uidb36": key,
    }


@dataclass(frozen=True, slots=True)
class Route:
    name: str
    form: str
    """The path, with `%(parameter)s` in its places."""
    parameters: tuple[str, ...]

    @property
    def needs_a_token(self) -> bool:
        return self.name.startswith("api:") and self.name not in OUTSIDE

    @property
    def opened_by(self) -> str:
        """Somebody of the cast who may open the page; for an agent the settings are not there."""
        return "admin" if self.name.startswith(FOR_ADMINS) else "anna"

    @property
    def of_an_organisation(self) -> bool:
        return "organisation" in self.parameters

    def path(self, values: Mapping[str, str]) -> str:
        return "/" + self.form % values


def routes() -> list[Route]:
    """Those of people, who sign in."""
    return [route for route in _walk(get_resolver(), "", "") if not route.needs_a_token]


def routes_of_the_api() -> list[Route]:
    """Those of programs, which bring a token."""
    return [route for route in _walk(get_resolver(), "", "") if route.needs_a_token]


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        regex = before + pattern.pattern.regex.pattern.removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, regex, inner)
        else:
            yield from _routes_of(pattern, regex, namespace)


def _routes_of(pattern: URLPattern, regex: str, namespace: str) -> Iterator[Route]:
    for form, parameters in normalize(regex.removesuffix(r"\Z").removesuffix("$")):
        yield Route(f"{namespace}{pattern.name}", form, tuple(parameters))
