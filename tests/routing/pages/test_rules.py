"""Rules: their order, switches and versions; written, tried and saved without a script."""

from __future__ import annotations

from inbox.models import Tagging
from routing.models import Rule, RuleVersion
from routing.policy import house
from tests.cast import Cast, tag
from tests.inbox.actions.work import customer_writes
from tests.routing.pages.conftest import Desk


def names(cast: Cast) -> list[str]:
    with cast.door():
        return [rule.name for rule in house().policy.rules]


def rule(cast: Cast, name: str) -> Rule:
    with cast.door():
        return Rule.objects.get(name=name)


def parcels(cast: Cast, **changes: str) -> dict[str, str]:
    with cast.door():
        outage = tag("outage").id
    filled = {
        "name": "Lost parcels",
        "enabled": "yes",
        "c0-kind": "words",
        "c0": "parcel*\nmy package",
        "a0-kind": "add_tag",
        "a0": str(outage),
    }
    return filled | changes


def test_a_rule_is_put_together_row_by_row(acme: Cast, ada: Desk) -> None:
    body = {"name": "Lost parcels", "do": "add-condition", "new_condition": "words"}
    page = ada.sends("rules/new/", body).content.decode()
    assert 'name="c0-kind" value="words"' in page
    assert 'value="Lost parcels"' in page
    body = {"c0-kind": "words", "c0": "parcel", "do": "add-action", "new_action": "set_priority"}
    page = ada.sends("rules/new/", body).content.decode()
    assert 'name="a0-kind" value="set_priority"' in page
    assert ">parcel</textarea>" in page
    body = {"c0-kind": "words", "c0": "parcel", "c1-kind": "not_words", "c1": "thanks"}
    page = ada.sends("rules/new/", body | {"do": "drop-c0"}).content.decode()
    assert ">thanks</textarea>" in page
    assert ">parcel</textarea>" not in page
    with acme.door():
        assert Rule.objects.count() == 5


def test_a_saved_rule_judges_the_next_message(acme: Cast, ada: Desk) -> None:
    ada.saves("rules/new/", parcels(acme))
    customer_writes(acme, "Where are my PARCELS?")
    with acme.door():
        tagging = Tagging.objects.get()
        assert (tagging.tag.slug, tagging.rule_id) == ("outage", rule(acme, "Lost parcels").id)


def test_what_is_missing_is_said_beside_its_row_and_nothing_is_saved(acme: Cast, ada: Desk) -> None:
    said = ada.refused("rules/new/", parcels(acme, c0=""))
    assert "Nothing is chosen here yet" in said
    assert "can only stand at the end" in ada.refused("rules/new/", parcels(acme, c0="re*fund"))
    assert "This rule does nothing yet" in ada.refused(
        "rules/new/", {"name": "Empty", "c0-kind": "words", "c0": "parcel"}
    )
    assert "There is no text yet" in ada.refused("rules/new/", parcels(acme, name=" "))
    assert "A tag that this rule names is gone" in ada.refused(
        "rules/new/", parcels(acme, a0="987654")
    )
    with acme.door():
        assert not Rule.objects.filter(name="Lost parcels").exists()


def test_the_list_is_ordered_by_steps_and_all_at_once(acme: Cast, ada: Desk) -> None:
    before = names(acme)
    praise = rule(acme, "Praise")
    ada.saves(f"rules/{praise.id}/move/", {"where": "up"})
    assert names(acme) == [*before[:3], "Praise", before[3]]
    with acme.door():
        order = [str(one.id) for one in Rule.objects.order_by("-position")]
    ada.saves("rules/order/", {"order": ",".join(order)})
    assert names(acme) == [before[3], "Praise", *reversed(before[:3])]
    said = ada.refused("rules/order/", {"order": ",".join(order[1:])})
    assert "A rule was added or removed while you moved them" in said


def test_a_rule_is_switched_off_and_on_and_removed(acme: Cast, ada: Desk) -> None:
    praise = rule(acme, "Praise")
    ada.saves(f"rules/{praise.id}/switch/", {"on": "no"})
    assert "Praise" not in names(acme)
    ada.saves(f"rules/{praise.id}/switch/", {"on": "yes"})
    assert names(acme)[-1] == "Praise"
    assert "Nothing was removed" in ada.refused(f"rules/{praise.id}/remove/")
    ada.saves(f"rules/{praise.id}/remove/", {"sure": "yes"})
    assert "Praise" not in names(acme)
    assert "Praise" not in ada.reads("rules/").split("<ol", 1)[1]
    assert rule(acme, "Praise").removed_at is not None
    assert ada.sends(f"rules/{praise.id}/switch/", {"on": "yes"}).status_code == 404
    ada.saves("rules/new/", parcels(acme))
    assert names(acme)[-1] == "Lost parcels"


def test_each_wording_is_kept_and_an_old_one_restored(acme: Cast, ada: Desk) -> None:
    ada.saves("rules/new/", parcels(acme))
    row = rule(acme, "Lost parcels")
    path = f"rules/{row.id}/"
    ada.saves(path, parcels(acme, c0="letter", stop="yes", seen="1"))
    ada.saves(path, parcels(acme, c0="letter", stop="yes", seen="2"))  # says the same
    page = ada.reads(f"{path}versions/1/")
    assert "“parcel*”" in page
    assert "Nothing was restored" in ada.refused(f"{path}versions/1/", {"seen": "2"})
    ada.saves(f"{path}versions/1/", {"sure": "yes", "seen": "2"})
    with acme.door():
        row.refresh_from_db()
        versions = RuleVersion.objects.filter(rule=row).order_by("version")
        assert [(one.version, one.stop) for one in versions] == [(1, False), (2, True), (3, False)]
        assert {one.member_id for one in versions} == {acme.admin.id}
        assert row.version == 3
        assert row.conditions == versions[0].conditions


def test_what_an_organisation_started_with_is_the_first_version(acme: Cast, ada: Desk) -> None:
    praise = rule(acme, "Praise")
    ada.saves(f"rules/{praise.id}/switch/", {"on": "no"})
    with acme.door():
        first = RuleVersion.objects.get(rule=praise, version=1)
        assert (first.member_id, first.at) == (None, acme.organisation.created_at)


def test_of_two_who_save_at_once_the_second_sees_what_the_first_did(acme: Cast, ada: Desk) -> None:
    ada.saves("rules/new/", parcels(acme))
    path = f"rules/{rule(acme, 'Lost parcels').id}/"
    ada.saves(path, parcels(acme, c0="letter", seen="1"))
    mine = parcels(acme, c0="crate", seen="1")
    said = ada.refused(path, mine)
    assert "Ada changed this while you were at it" in said
    assert "“letter”" in said
    assert ">crate</textarea>" in said
    assert 'name="seen" value="2"' in said
    ada.saves(path, mine | {"seen": "2"})
    assert rule(acme, "Lost parcels").conditions == [{"kind": "words", "any_of": ["crate"]}]
