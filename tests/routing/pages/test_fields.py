"""Custom fields: added, ordered, changed, retired."""

from __future__ import annotations

from routing.models import CustomField
from tests.cast import Cast
from tests.routing.pages.conftest import Desk


def names(cast: Cast, of: str = "customer") -> list[str]:
    with cast.door():
        in_use = CustomField.objects.filter(of=of, retired_at=None)
        return list(in_use.order_by("position", "id").values_list("name", flat=True))


def field(cast: Cast, name: str) -> CustomField:
    with cast.door():
        return CustomField.objects.get(name=name)


def add(ada: Desk, name: str, **more: str) -> None:
    ada.saves("fields/new/", {"of": "customer", "name": name, "kind": "text"} | more)


def test_fields_are_added_ordered_and_retired(acme: Cast, ada: Desk) -> None:
    for name in ("Contract", "Device", "Plan"):
        add(ada, name)
    add(ada, "Refund promised", of="case", kind="yes_no")
    assert names(acme) == ["Contract", "Device", "Plan"]
    assert names(acme, "case") == ["Refund promised"]
    plan = field(acme, "Plan")
    ada.saves(f"fields/{plan.id}/move/", {"where": "up"})
    assert names(acme) == ["Contract", "Plan", "Device"]
    assert "Nothing was retired" in ada.refused(f"fields/{plan.id}/retire/")
    ada.saves(f"fields/{plan.id}/retire/", {"sure": "yes"})
    assert names(acme) == ["Contract", "Device"]
    ada.saves(f"fields/{plan.id}/revive/")
    assert names(acme) == ["Contract", "Device", "Plan"]


def test_a_choice_needs_words_to_choose_from(acme: Cast, ada: Desk) -> None:
    body = {"of": "customer", "name": "Plan", "kind": "choice", "choices": "Basic\n\nBasic"}
    said = ada.refused("fields/new/", body)
    assert "Write at least two words to choose from" in said
    assert 'value="Plan"' in said
    ada.saves("fields/new/", body | {"choices": "Basic\n Family \nBasic"})
    assert field(acme, "Plan").choices == ["Basic", "Family"]


def test_a_field_keeps_its_kind_and_its_slug(acme: Cast, ada: Desk) -> None:
    add(ada, "Contract number")
    row = field(acme, "Contract number")
    path = f"fields/{row.id}/"
    seen = ada.seen("fields/", path)
    ada.saves(path, {"name": "Contract", "kind": "number", "seen": seen})
    row = field(acme, "Contract")
    assert (row.kind, row.slug) == ("text", "contract-number")
    said = ada.refused(path, {"name": "Agreement", "seen": seen})
    assert "Ada changed this while you were at it" in said
    assert 'value="Agreement"' in said
    assert "There is a field “CONTRACT” already" in ada.refused(
        "fields/new/", {"of": "customer", "name": "CONTRACT", "kind": "text"}
    )


def test_a_damaged_form_is_refused(ada: Desk) -> None:
    assert "damaged on its way" in ada.refused("fields/new/", {"of": "planet", "name": "x"})
    assert "damaged on its way" in ada.refused("fields/new/", {"of": "case", "kind": "colour"})
