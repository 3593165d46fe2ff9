"""Who hears of a clock that ran out."""

from __future__ import annotations

from datetime import timedelta

from inbox.actions.assign import do_assign
from inbox.actions.notices import do_read
from inbox.actions.state import do_dismiss, do_resolve
from inbox.flow import breaches
from inbox.flow.ticker import tick
from inbox.models import Case, Clock, Event, Notice
from routing.models import Brand, BrandSight, TeamMember
from tests.cast import Cast
from tests.inbox.clocks.policies import HOUR, default_policy
from tests.inbox.flow.feed import answered, said, take_in
from tests.inbox.verbs import change, now


def late_case(cast: Cast, name: str = "1") -> None:
    take_in(cast, said(name, f"customer {name}", sent_at=now() - timedelta(hours=2)))


def told(cast: Cast) -> set[tuple[str, str]]:
    with cast.door():
        rows = Notice.objects.filter(read_at=None, kind__in=("late", "team_late"))
        return set(rows.values_list("member__display_name", "kind"))


def test_whoever_has_the_case_and_who_leads_the_team_hear_of_it_once(acme: Cast) -> None:
    late_case(acme)
    change(acme, do_assign, to=acme.anna, tells=False)
    tick()
    tick()
    assert told(acme) == {("Anna", "late"), ("Leo", "team_late")}
    with acme.door():
        assert Notice.objects.count() == 2
        event = Event.objects.get(kind="clock_breached")
        clock = Clock.objects.get(kind="first_response")
        assert event.data == {
            "clock": "first_response",
            "policy": clock.policy_id,
            "calendar": clock.calendar_id,
            "line": Case.objects.get().team.line_id,
            "started": int(clock.started_at.timestamp()),
            "target": HOUR,
        }


def test_a_policy_may_leave_leaders_in_peace(acme: Cast) -> None:
    default_policy(acme, tell_leaders=False)
    late_case(acme)
    change(acme, do_assign, to=acme.anna, tells=False)
    tick()
    assert told(acme) == {("Anna", "late")}


def test_a_leader_who_has_the_case_hears_of_it_as_theirs(acme: Cast) -> None:
    late_case(acme)
    change(acme, do_assign, member=acme.leader, to=acme.leader, tells=False)
    tick()
    assert told(acme) == {("Leo", "late")}


def test_leaders_of_other_teams_hear_only_of_a_team_that_nobody_leads(acme: Cast) -> None:
    with acme.door():
        TeamMember.objects.filter(member=acme.leader, team__line__number=1).delete()
    late_case(acme)
    tick()
    assert told(acme) == {("Leo", "team_late")}
    with acme.door():
        do_read(member=acme.leader)
        type(acme.amir).objects.filter(id=acme.amir.id).update(role="team_leader")
    late_case(acme, "2")
    tick()
    assert told(acme) == {("Amir", "team_late")}


def test_a_leader_who_does_not_see_the_brand_hears_nothing(acme: Cast) -> None:
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.leader, brand=other)
    late_case(acme)
    tick()
    assert told(acme) == set()


def test_many_late_cases_bury_nobody(acme: Cast) -> None:
    breaches.MOST_UNREAD, most = 3, breaches.MOST_UNREAD
    try:
        for number in range(5):
            late_case(acme, str(number))
        assert tick() == 5
        late_case(acme, "5")
        assert tick() == 1
    finally:
        breaches.MOST_UNREAD = most
    with acme.door():
        assert Notice.objects.filter(kind="team_late").count() == 3


def test_a_turn_too_many_is_told_to_leaders_and_not_to_who_wrote_it(acme: Cast) -> None:
    default_policy(acme, turns=1, first_response_seconds=100 * HOUR, next_response_seconds=None)
    take_in(acme, said("1", sent_at=now() - timedelta(hours=2)))
    change(acme, do_assign, to=acme.anna, tells=False)
    for number in (60, 30):
        sent_at = now() - timedelta(minutes=number)
        take_in(acme, answered(f"a{number}", "1", sent_at=sent_at))
    assert tick() == 1
    assert told(acme) == {("Leo", "team_late")}
    with acme.door():
        assert Event.objects.get(kind="clock_breached").data["clock"] == "turns"


def test_what_is_dismissed_after_it_was_late_was_not_missed(acme: Cast) -> None:
    late_case(acme)
    tick()
    change(acme, do_dismiss, reason="spam")
    with acme.door():
        ended = Event.objects.filter(kind="clock_ended", data__clock="first_response").get()
        assert ended.data["void"] is True


def test_who_resolves_a_late_case_without_an_answer_has_missed_it(acme: Cast) -> None:
    late_case(acme)
    tick()
    change(acme, do_resolve)
    with acme.door():
        assert not Event.objects.filter(kind="clock_ended", data__clock="first_response").exists()
        assert Event.objects.filter(kind="clock_breached").count() == 1
