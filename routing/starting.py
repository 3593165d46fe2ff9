"""What a new organisation starts with: rows like any other, to be changed at will."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from routing.actions.first_answers import do_start_answers
from routing.engine import (
    Action,
    AddTag,
    Condition,
    SetActionability,
    SetPriority,
    Words,
    dump_actions,
    dump_conditions,
)
from routing.models import (
    Brand,
    Calendar,
    CalendarVersion,
    Engagement,
    Line,
    LineTarget,
    ReturnReason,
    Rule,
    SlaPolicy,
    Tag,
    TagRoute,
    Team,
)
from routing.models.reasons import ReturnDoes

HOUR = 3600
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def do_start_policy(*, brand_name: str, brand_slug: str) -> Brand:
    """Needs the organisation's door; once an organisation."""
    Engagement.objects.create()
    _start_targets()
    brand = Brand.objects.create(name=brand_name, slug=brand_slug, signature_style="^{initials}")
    first = _team(1, _("First line"), "first-line", _("First-line inbox"), takes_new=True)
    second = _team(2, _("Second line"), "second-line", _("Second-line inbox"), takes_new=False)
    over = Tag.objects.create(name=_("Second-Line Support"), slug="second-line-support", colour=5)
    back = Tag.objects.create(name=_("Technical Reply"), slug="technical-reply", colour=3)
    TagRoute.objects.create(tag=over, team=second, opposite=back, returns=False)
    TagRoute.objects.create(tag=back, team=first, opposite=over, returns=True)
    _start_rules()
    _start_reasons()
    do_start_answers()
    return brand


def _start_targets() -> None:
    SlaPolicy.objects.create(
        name=_("Everybody"),
        is_default=True,
        first_response_seconds=HOUR,
        next_response_seconds=2 * HOUR,
    )
    calendar = Calendar.objects.create(name=_("Around the clock"), is_default=True)
    CalendarVersion.objects.create(
        calendar=calendar,
        valid_from=EPOCH,
        zone=calendar.organisation.zone,
        week=[[[0, 1440]]] * 7,
        at=timezone.now(),
    )


def _team(number: int, line_name: str, slug: str, queue_name: str, *, takes_new: bool) -> Team:
    line = Line.objects.create(number=number, name=line_name)
    # First line also waits for customers; second line has the work in hand.
    LineTarget.objects.create(line=line, ownership_seconds=(48 if number == 1 else 8) * HOUR)
    return Team.objects.create(
        line=line, name=line_name, slug=slug, queue_name=queue_name, takes_new_cases=takes_new
    )


def _start_reasons() -> None:
    """Why a case is given back without an answer."""
    reasons = (
        (_("Need information"), ReturnDoes.ASKS, True),
        (_("Not ours"), ReturnDoes.NOTHING, False),
        (_("Known problem"), ReturnDoes.PROBLEM, False),
        (_("Duplicate"), ReturnDoes.NOTHING, False),
        (_("Other"), ReturnDoes.NOTHING, True),
    )
    for position, (name, does, needs_words) in enumerate(reasons, start=1):
        ReturnReason.objects.create(
            name=name, does=does, needs_words=needs_words, position=position
        )


def _start_rules() -> None:
    praise = Tag.objects.create(name=_("Praise"), slug="praise", colour=2)
    billing = Tag.objects.create(name=_("Billing"), slug="billing", colour=1)
    outage = Tag.objects.create(name=_("Outage"), slug="outage", colour=0)
    rules: list[tuple[str, tuple[Condition, ...], tuple[Action, ...]]] = [
        (
            _("Retweets and giveaways are noise"),
            (Words(("RT @*", "giveaway", "follow and retweet", "retweet to win")),),
            (SetActionability("noise"),),
        ),
        (
            _("Danger and legal steps come first"),
            (Words(("emergency", "ambulance", "on fire", "lawyer", "sue", "lawsuit", "police")),),
            (SetPriority("urgent"),),
        ),
        (
            _("Outages"),
            (
                Words(
                    ("outage", "no signal", "no service", "no internet", "is down", "not working")
                ),
            ),
            (AddTag(outage.id), SetPriority("high")),
        ),
        (
            _("Bills and money back"),
            (Words(("bill", "billed", "billing", "invoice", "refund*", "overcharged", "charged")),),
            (AddTag(billing.id),),
        ),
        (
            _("Praise"),
            (Words(("love you", "great service", "amazing service", "well done", "shout out")),),
            (AddTag(praise.id), SetActionability("worth_answering")),
        ),
    ]
    for position, (name, conditions, actions) in enumerate(rules, start=1):
        Rule.objects.create(
            name=name,
            position=position,
            conditions=dump_conditions(conditions),
            actions=dump_actions(actions),
        )
