"""Why cases are given back, and what has to be known of cases with a tag."""

from __future__ import annotations

from care.core.models import AuditEntry
from routing.models import CustomField, ReturnReason, Tag, TopicItem
from tests.cast import Cast
from tests.routing.pages.conftest import Desk


def reasons(cast: Cast) -> list[str]:
    with cast.door():
        in_use = ReturnReason.objects.filter(retired_at=None).order_by("position", "id")
        return list(in_use.values_list("name", flat=True))


def told(cast: Cast) -> list[str]:
    with cast.door():
        return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def test_an_organisation_starts_with_reasons_and_makes_them_its_own(acme: Cast, ada: Desk) -> None:
    start = ["Need information", "Not ours", "Known problem", "Duplicate", "Other"]
    assert reasons(acme) == start
    ada.saves("reasons/new/", {"name": "Ask the bank", "does": "nothing"})
    with acme.door():
        bank = ReturnReason.objects.get(name="Ask the bank")
        asks = ReturnReason.objects.get(name="Need information")
    ada.saves(f"reasons/{bank.id}/move/", {"where": "up"})
    assert reasons(acme)[-2:] == ["Ask the bank", "Other"]
    body = {"name": "Ask them", "does": "asks", "question": "Which light is on?"}
    path = f"reasons/{asks.id}/"
    seen = ada.seen("reasons/", path)
    ada.saves(path, body | {"seen": seen})
    assert "Ada changed this while you were at it" in ada.refused(path, body | {"seen": seen})
    assert "Nothing was retired" in ada.refused(f"reasons/{bank.id}/retire/")
    ada.saves(f"reasons/{bank.id}/retire/", {"sure": "yes"})
    assert "Ask the bank" not in reasons(acme)
    ada.saves(f"reasons/{bank.id}/revive/")
    assert reasons(acme)[-1] == "Ask the bank"
    assert "already, in use or retired" in ada.refused(
        "reasons/new/", {"name": "ask THE bank", "does": "nothing"}
    )
    assert [verb for verb in told(acme) if verb.startswith("reason.")] == [
        "reason.add",
        "reason.move",
        "reason.change",
        "reason.retire",
        "reason.revive",
    ]


def test_the_last_reason_stays(acme: Cast, ada: Desk) -> None:
    with acme.door():
        ReturnReason.objects.exclude(name="Other").update(retired_at="2026-01-01T00:00Z")
        last = ReturnReason.objects.get(name="Other").id
    assert "is the last reason" in ada.refused(f"reasons/{last}/retire/", {"sure": "yes"})


def test_a_topic_is_a_tag_with_a_list(acme: Cast, ada: Desk) -> None:
    with acme.door():
        billing = Tag.objects.get(slug="billing").id
        field = CustomField.objects.create(of="customer", name="Contract", slug="contract").id
    page = ada.reads("topics/")
    assert "Billing" in page
    assert "Second-Line Support" not in page, "it says where a case goes, not what it is about"
    root = f"topics/{billing}/"
    ada.saves(f"{root}items/", {"field": str(field), "words": "Your contract number?"})
    ada.saves(f"{root}items/", {"words": "Bill looked at", "needed": "yes"})
    assert "collected already" in ada.refused(f"{root}items/", {"field": str(field)})
    assert "Choose a field to collect" in ada.refused(f"{root}items/", {"words": " "})
    assert "1 thing to collect · 1 step to check" in ada.reads("topics/")
    with acme.door():
        step = TopicItem.objects.get(field=None)
    item = f"{root}items/{step.id}/"
    ada.saves(f"{item}move/", {"where": "up"})
    seen = ada.seen(root, item)
    ada.saves(item, {"words": "Bill read", "seen": seen})
    with acme.door():
        step.refresh_from_db()
        assert (step.words, step.needed, step.position) == ("Bill read", False, 1)
    ada.saves(f"{item}retire/", {"sure": "yes"})
    question = "Hi {{customer.first_name || 'there'}}, please tell us:"
    body = {"question": question, "seen": ada.seen(root, f"{root}question/")}
    assert "please tell us:" in ada.saves(f"{root}question/", body)
    assert [verb for verb in told(acme) if verb.startswith("topic.")] == [
        "topic.add",
        "topic.add",
        "topic.move",
        "topic.change",
        "topic.retire",
        "topic.change",
    ]
