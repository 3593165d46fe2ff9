"""SLA policies, as an administrator writes them."""

from __future__ import annotations

import pytest

from care.core.models import AuditEntry
from routing.engine import CaseFacts, policy_for
from routing.models import Calendar, CustomField, Line, LineTarget, SlaPolicy
from routing.policy import house
from tests.cast import Cast, tag
from tests.routing.pages.conftest import Desk

LIST = "sla/"
NEW = "sla/new/"
HOUR = 3_600
Sent = dict[str, str | list[str]]


def body(**changes: str | list[str]) -> Sent:
    filled: Sent = {
        "name": "Urgent",
        "enabled": "yes",
        "tell_leaders": "yes",
        "c0-kind": "priority_is",
        "c0": ["urgent", "high"],
        "first_response_seconds": "15 min",
        "next_response_seconds": "1:00",
        "resolution_seconds": "1 d",
        "turns": "3",
        "do": "save",
    }
    return filled | changes


def path(policy: SlaPolicy) -> str:
    return f"sla/{policy.id}/"


def default(acme: Cast) -> SlaPolicy:
    with acme.door():
        return SlaPolicy.objects.get(is_default=True)


def written(acme: Cast, ada: Desk, **changes: str | list[str]) -> SlaPolicy:
    ada.saves(NEW, body(**changes))
    with acme.door():
        return SlaPolicy.objects.latest("id")


def facts(acme: Cast, **changes: object) -> CaseFacts:
    usual = {
        "priority": "normal",
        "network": "generic",
        "channel_id": acme.channel_id,
        "brand_id": 1,
        "team_id": 1,
    }
    return CaseFacts(**(usual | changes))  # type: ignore[arg-type]


def goes_by(acme: Cast, **changes: object) -> str:
    with acme.door():
        return policy_for(facts(acme, **changes), house().sla).name


def test_a_case_goes_by_the_first_policy_whose_conditions_hold(acme: Cast, ada: Desk) -> None:
    written(acme, ada)
    assert goes_by(acme, priority="urgent") == "Urgent"
    assert goes_by(acme, priority="normal") == "Everybody"
    with acme.door():
        urgent, everybody = house().sla
        assert (urgent.first_response_seconds, urgent.next_response_seconds) == (900, HOUR)
        assert (urgent.resolution_seconds, urgent.first_useful_seconds) == (24 * HOUR, None)
        assert (urgent.turns, urgent.tell_leaders) == (3, True)
        # It says nothing of the lines: they go by the last policy.
        assert dict(urgent.line_seconds) == dict(everybody.line_seconds)
    page = ada.reads(LIST)
    assert "its priority is “urgent”, “high”" in page
    assert page.index("Urgent") < page.index("Everybody")


def test_what_was_written_is_shown_again(acme: Cast, ada: Desk) -> None:
    policy = written(acme, ada)
    page = ada.reads(path(policy))
    for value in ("15 min", "1 h", "1 d", "3", "Urgent"):
        assert f'value="{value}"' in page
    assert 'name="c0" value="urgent" checked' in page
    assert 'name="c0" value="low" checked' not in page


def test_a_policy_has_its_own_times_on_lines_and_its_own_calendar(acme: Cast, ada: Desk) -> None:
    with acme.door():
        first, second = Line.objects.order_by("number")
        calendar = Calendar.objects.get()
    lines = {f"line-{first.id}": "0 min", f"line-{second.id}": "2 h"}
    written(acme, ada, calendar=str(calendar.id), **lines)
    with acme.door():
        urgent, everybody = house().sla
        assert dict(urgent.line_seconds) == {second.id: 2 * HOUR}
        assert everybody.line_seconds[second.id] == 8 * HOUR
        assert urgent.calendar_id == calendar.id


def test_the_last_policy_is_for_everything_else_and_always_on(acme: Cast, ada: Desk) -> None:
    last = default(acme)
    with acme.door():
        lines = {f"line-{line.id}": "6 h" for line in Line.objects.all()}
    seen = ada.seen(path(last))
    ada.saves(path(last), {"name": "All", "seen": seen, "next_response_seconds": "3 h"} | lines)
    with acme.door():
        (policy,) = house().sla
        assert (policy.name, policy.first_response_seconds) == ("All", None)
        assert set(policy.line_seconds.values()) == {6 * HOUR}
        assert set(LineTarget.objects.values_list("policy_id", flat=True)) == {None}
    assert "always on" in ada.refused(f"sla/{last.id}/switch/", {"on": "no"})
    assert "cannot be removed" in ada.refused(f"sla/{last.id}/remove/", {"sure": "yes"})
    assert "stays last" in ada.saves(f"sla/{last.id}/move/", {"where": "up"})


def test_conditions_name_tags_teams_networks_and_fields_of_customers(acme: Cast, ada: Desk) -> None:
    with acme.door():
        CustomField.objects.create(
            of="customer", name="Contract", slug="contract", kind="choice", choices=["Gold", "Tin"]
        )
        billing = tag("billing").id
    conditions: Sent = {
        "c0-kind": "has_tag",
        "c0": [str(billing)],
        "c1-kind": "customer_field_is",
        "c1": ["contract", "Gold\r\nTin"],
    }
    policy = written(acme, ada, **conditions)
    with acme.door():
        said = house().sla[0]
        assert said.holds(facts(acme, tag_ids={billing}, fields={"contract": "Tin"}))
        assert not said.holds(facts(acme, tag_ids={billing}, fields={"contract": "Lead"}))
        assert not said.holds(facts(acme, fields={"contract": "Tin"}))
    page = ada.reads(path(policy))
    assert "Gold\nTin</textarea>" in page
    assert "the customer&#39;s “Contract” is “Gold”, “Tin”" in ada.reads(LIST)
    wrong = body(**(conditions | {"c1": ["contract", "Platinum"]}))
    assert "“Contract” is one of Gold, Tin" in ada.refused(NEW, wrong)
    gone = body(**(conditions | {"c0": [str(2**40)]}))
    assert "A tag that this policy names is gone" in ada.refused(NEW, gone)
    telegraph: Sent = {"c0-kind": "network_is", "c0": ["telegraph"]}
    network = body(**telegraph)
    assert "no channel on a network" in ada.refused(NEW, network)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_response_seconds": "90"}, "Write a span of time with its unit"),
        ({"first_response_seconds": "0 min"}, "between 1 min and 365 d"),
        ({"resolution_seconds": "90 s"}, "in steps of 1 min"),
        ({"turns": "many"}, "Write a number, or nothing."),
        ({"turns": "0"}, "Write a number from 1 to 50."),
        ({"c0": []}, "Nothing is chosen here yet"),
        ({"c0-kind": ""}, "Without a condition every case would go by it"),
        ({"name": " "}, "Write something first"),
        ({"calendar": "99999"}, "The calendar is gone"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    acme: Cast, ada: Desk, changes: Sent, said: str
) -> None:
    page = ada.refused(NEW, body(**changes))
    assert said in page
    assert 'value="1:00"' in page
    with acme.door():
        assert SlaPolicy.objects.count() == 1


def test_order_switch_and_removal_say_which_policy_judges(acme: Cast, ada: Desk) -> None:
    first = written(acme, ada, name="First")
    second = written(acme, ada, name="Second")
    assert goes_by(acme, priority="high") == "First"
    assert "“Second” is number 1 now." in ada.saves(f"sla/{second.id}/move/", {"where": "up"})
    assert goes_by(acme, priority="high") == "Second"
    ada.saves("sla/order/", {"order": f"{first.id},{second.id}"})
    assert goes_by(acme, priority="high") == "First"
    assert "Look at the list as it is now" in ada.refused("sla/order/", {"order": str(first.id)})
    ada.saves(f"sla/{first.id}/switch/", {"on": "no"})
    assert goes_by(acme, priority="high") == "Second"
    assert "Tick that you are sure" in ada.refused(f"sla/{second.id}/remove/")
    ada.saves(f"sla/{second.id}/remove/", {"sure": "yes"})
    assert goes_by(acme, priority="high") == "Everybody"
    assert f"sla/{second.id}/" not in ada.reads(LIST)
    with acme.door():
        # Facts of the past name it.
        assert SlaPolicy.objects.filter(id=second.id).exists()


def test_each_version_stands_in_the_audit_with_what_changed(acme: Cast, ada: Desk) -> None:
    policy = written(acme, ada)
    seen = ada.seen(path(policy))
    ada.saves(path(policy), body(seen=seen, first_response_seconds="10 min"))
    ada.saves(path(policy), body(seen=ada.seen(path(policy)), first_response_seconds="10 min"))
    with acme.door():
        entry = AuditEntry.objects.get(verb="sla.change")
        assert entry.data["first_response_seconds"] == [900, 600]
        assert entry.data["version"] == 2
        assert "resolution_seconds" not in entry.data
        assert SlaPolicy.objects.get(id=policy.id).version == 2


def test_the_second_of_two_who_save_at_once_is_told(acme: Cast, ada: Desk) -> None:
    policy = written(acme, ada)
    seen = ada.seen(path(policy))
    ada.saves(path(policy), body(seen=seen, turns="2"))
    said = ada.refused(path(policy), body(seen=seen, turns="5"))
    assert "Ada changed this while you were at it" in said
    assert 'value="5"' in said
    assert "<dd>2</dd>" in said


def test_a_page_without_a_script_adds_and_takes_out_conditions(ada: Desk) -> None:
    added = ada.sends(NEW, body(do="add-condition", new_condition="team_is")).content.decode()
    assert 'name="c1-kind" value="team_is"' in added
    dropped = ada.sends(NEW, body(do="drop-c0")).content.decode()
    assert 'name="c0-kind"' not in dropped
