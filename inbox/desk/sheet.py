"""The hand-over sheet: acknowledge, ask (or answer), and the tag, in one stroke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from inbox.desk import words
from inbox.desk.links import CaseLinks
from inbox.desk.pen import Refusal, new_key
from inbox.desk.reported import ProblemChoice, problem_choices
from inbox.desk.topics import Missing, missing_of, topics_of
from inbox.desk.ways import limits_of
from inbox.networks.items import Visibility
from inbox.selectors.cards import CaseFact
from inbox.selectors.catalogue import Catalogue, RouteFact
from inbox.selectors.timeline import Timeline


@dataclass(frozen=True, slots=True)
class RouteChoice:
    slug: str
    name: str
    hue: int
    leads_to: str
    checked: bool


@dataclass(frozen=True, slots=True)
class ReasonChoice:
    id: int
    name: str
    does: str
    needs_words: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What the sheet asks where a case goes back."""

    reasons: tuple[ReasonChoice, ...]
    answer_checked: bool
    """It goes back with an answer."""
    asks: str
    """What the customer is to be asked."""
    problems: tuple[ProblemChoice, ...]
    problem: int
    problem_title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    action: str
    back: str
    key: str
    title: str
    says: str
    error: str
    seal: str
    """Set where the same form is taken when it is sent once more."""
    acknowledges: bool
    visibility: str
    ack_label: str
    ack_help: str
    acknowledgement: str
    counter: str
    limit: int
    left: str
    note: str
    note_label: str
    note_hint: str
    routes: tuple[RouteChoice, ...]
    draft: str
    """First line's answer, to be confirmed."""
    missing: Missing | None
    """What should be known before it goes; of a case that goes further."""
    ask: str
    back_with: GivenBack | None
    does: str
    button: str


def step_words(case: CaseFact, catalogue: Catalogue) -> tuple[str, str]:
    """Label and icon of the button that opens the sheet."""
    if _returning(case, catalogue):
        return _("Send back"), "corner-up-left"
    return _("Hand over"), "corner-up-right"


def _returning(case: CaseFact, catalogue: Catalogue) -> bool:
    return catalogue.line_of(case.team_id) > catalogue.first_line


def sheet_of(
    case: CaseFact,
    timeline: Timeline,
    catalogue: Catalogue,
    links: CaseLinks,
    *,
    signature: str,
    begun: str,
    refusal: Refusal | None,
) -> Sheet:
    """`begun`: the member's draft of a reply, which may be what is to be confirmed."""
    returning = _returning(case, catalogue)
    values = refusal.values if refusal else {}
    visibility = _visibility(timeline)
    channel = catalogue.channels.get(case.channel_id)
    limits = limits_of(channel)
    text = values.get("acknowledgement", _suggestion(case, timeline, signature))
    routes = _routes(case, catalogue, values.get("tag", ""), returning=returning)
    left = limits.left(text, visibility) if limits else 0
    return Sheet(
        action=links.hand_over,
        back=links.page,
        key=values.get("idempotency_key") or new_key(),
        error=refusal.error if refusal else "",
        seal=refusal.seal if refusal else "",
        acknowledges=not returning,
        visibility=visibility,
        acknowledgement=text,
        counter=limits.counter if limits else "characters",
        limit=limits.max_length[visibility] if limits else 0,
        left=words.characters_left(left),
        note=values.get("note", ""),
        routes=routes,
        draft="" if returning else values.get("draft", begun),
        missing=None if returning else missing_of(case),
        ask="" if returning else topics_of(case, catalogue, links).ask,
        back_with=_given_back(case, values) if returning else None,
        **_sentences(case, timeline, visibility, returning=returning),
    )


def _given_back(case: CaseFact, values: Mapping[str, str]) -> GivenBack:
    chosen = values.get("back_for", "")
    reasons = [reason for reason in case.reasons if not reason.retired]
    asks = next((reason.question for reason in reasons if reason.question), "")
    reported = case.problem.id if case.problem else 0
    problem = values.get("known", "")
    return GivenBack(
        reasons=tuple(
            ReasonChoice(
                reason.id, reason.name, reason.does, reason.needs_words, str(reason.id) == chosen
            )
            for reason in reasons
        ),
        answer_checked=chosen in ("", "0"),
        asks=values.get("question", asks),
        problems=problem_choices(case.problems),
        problem=int(problem) if problem.isdecimal() else reported,
        problem_title=values.get("known_title", ""),
    )


def _sentences(
    case: CaseFact, timeline: Timeline, visibility: str, *, returning: bool
) -> dict[str, str]:
    name = words.first_name(case.customer)
    if returning:
        return {
            "title": _("Send it back"),
            "says": _("First line gets your words on a card and tells the customer."),
            "ack_label": "",
            "ack_help": "",
            "note_label": _("Your words for first line"),
            "note_hint": _("What was wrong, what was done, what may the customer be told?"),
            "does": _("Adds the note and the tag. Nothing is sent to the customer."),
            "button": _("Send back"),
        }
    private = visibility == "private"
    told = _told_already(timeline)
    return {
        "title": _("Hand over to another line"),
        "says": _(
            "%(name)s hears from you at once, your question goes along, and you stay the one who "
            "speaks to them."
        )
        % {"name": name},
        "ack_label": _("Tell %(name)s, in private") % {"name": name}
        if private
        else _("Tell %(name)s, in public") % {"name": name},
        "ack_help": _("You have answered already: leave it empty to send nothing now.")
        if told
        else _("Leave it empty to send nothing now."),
        "note_label": _("What does the other line need to know?"),
        "note_hint": _("What does the customer want, what did you try, what do you need back?"),
        "does": _("Sends the reply, adds the note and the tag."),
        "button": _("Hand over"),
    }


def _visibility(timeline: Timeline) -> Visibility:
    last = timeline.last_inbound
    return "private" if last is not None and last.private else "public"


def _told_already(timeline: Timeline) -> bool:
    """We spoke after the customer's last words."""
    said = [message for message in timeline.messages if not message.context]
    return bool(said) and not said[-1].inbound


def _suggestion(case: CaseFact, timeline: Timeline, signature: str) -> str:
    if _told_already(timeline):
        return ""
    text = _(
        "Hi %(name)s, thank you for telling us. I am checking this with our specialists and will "
        "be back with you here."
    ) % {"name": words.first_name(case.customer)}
    return f"{text} {signature}".strip()


def _routes(
    case: CaseFact, catalogue: Catalogue, asked: str, *, returning: bool
) -> tuple[RouteChoice, ...]:
    """Tags that lead elsewhere, the one that is meant most often first and ticked."""
    routes = [
        route
        for route in catalogue.routes.values()
        if route.team_id != case.team_id and route.tag_id in catalogue.tags
    ]

    def likely(route: RouteFact) -> tuple[bool, int, str]:
        line = catalogue.line_of(route.team_id)
        here = catalogue.line_of(case.team_id)
        wanted = route.returns if returning else line > here
        return (not wanted, abs(line - here), catalogue.tags[route.tag_id].name)

    routes.sort(key=likely)
    slugs = [catalogue.tags[route.tag_id].slug for route in routes]
    ticked = asked if asked in slugs else (slugs[0] if slugs else "")
    return tuple(_choice(route, catalogue, ticked) for route in routes)


def _choice(route: RouteFact, catalogue: Catalogue, ticked: str) -> RouteChoice:
    tag = catalogue.tags[route.tag_id]
    team = catalogue.teams.get(route.team_id)
    leads_to = team.queue_name if team else ""
    if route.returns:
        leads_to = _("back to who asked, in %(queue)s") % {"queue": leads_to}
    return RouteChoice(
        tag.slug, tag.name, tag.colour % words.HUES, leads_to, checked=tag.slug == ticked
    )
