"""Conditions of saved views: what they let through, and what is damaged lets nothing through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.models import Case
from inbox.selectors.conditions import FIELDS, Condition, dump, filter_of, load
from inbox.selectors.saved import COUNTED, SavedFact, count_views
from routing.models import Team
from tests.cast import Cast, hire
from tests.inbox.actions.work import customer_writes

json = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from(FIELDS)
    ),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def acme(db: None) -> Cast:
    cast = hire("acme")
    for who in ("carol", "dora"):
        customer_writes(cast, f"this is {who}", customer=who)
    with cast.door():
        now = timezone.now()
        Case.objects.filter(customer__display_name="carol").update(
            priority="urgent", assignee=cast.anna, unanswered_since=now - timedelta(hours=5)
        )
        Case.objects.filter(customer__display_name="dora").update(
            state="resolved", resolved_at=now, unanswered_since=None
        )
    return cast


def names(acme: Cast, *groups: list[tuple[str, str]]) -> list[str]:
    stored = dump([tuple(Condition(name, (value,)) for name, value in group) for group in groups])
    with acme.door():
        fits = filter_of(load(stored), member_id=acme.anna.id, now=timezone.now())
        found = Case.objects.filter(fits).order_by("customer__display_name")
        return list(found.values_list("customer__display_name", flat=True))


def test_all_of_a_group_must_hold_and_any_group_is_enough(acme: Cast) -> None:
    assert names(acme, [("priority", "urgent")]) == ["carol"]
    assert names(acme, [("priority", "urgent"), ("assignee", "none")]) == []
    assert names(acme, [("priority", "low")], [("state", "resolved")]) == ["dora"]
    assert names(acme, [("priority", "urgent")], [("state", "resolved")]) == ["carol", "dora"]


def test_each_kind_of_condition(acme: Cast) -> None:
    with acme.door():
        team = str(Team.objects.get(takes_new_cases=True).id)
    everything = [("state", "open")]
    assert names(acme, [("assignee", "me")]) == names(acme, [("team", team)]) == ["carol"]
    assert names(acme, [("assignee", str(acme.amir.id))]) == []
    assert names(acme, [("unanswered_hours", "4")]) == ["carol"]
    assert names(acme, [("unanswered_hours", "6")]) == []
    assert names(acme, [("opened_after", "2020-01-01")]) == ["carol"]
    assert names(acme, [("message_before", "2020-01-01")]) == []
    assert names(acme, [*everything, ("no_tag", "1")]) == ["carol"]
    assert names(acme, [*everything, ("tag", "1")]) == []


def test_what_is_not_known_lets_nothing_through(acme: Cast) -> None:
    for condition in (("password", "x"), ("team", "x"), ("opened_after", "soon"), ("", "")):
        assert names(acme, [condition]) == [], condition


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(json)
def test_no_stored_value_breaks_a_page(acme: Cast, raw: Any) -> None:
    with acme.door():
        groups = load(raw)
        list(Case.objects.filter(filter_of(groups, member_id=1, now=timezone.now())))
        view = SavedFact(1, "", groups, "due", None, None)
        for count in count_views([view], Case.objects.all(), member_id=1).values():
            assert count.cases <= COUNTED + 1
