"""A program's replies are sent as they are, and signed when it asks for it."""

from __future__ import annotations

from routing.models import Brand
from tests.api.programs import Program
from tests.api.test_replies import reply
from tests.api.test_verbs import heard
from tests.cast import Cast


def test_a_reply_is_signed_only_when_asked_and_never_twice(acme: Cast, anna: Program) -> None:
    case = f"cases/{heard(anna, acme, 1)[0]}/"
    with acme.door():
        Brand.objects.update(signature_style="-{first_name}", greeting="Hello,")
    texts = [
        reply(anna, case, "key-number-1").body["text"],
        reply(anna, case, "key-number-2", signature=True).body["text"],
        reply(anna, case, "key-number-3", signature=True, text="Done. -Anna").body["text"],
    ]
    assert texts == ["We look into it.", "We look into it. -Anna", "Done. -Anna"]
    assert reply(anna, case, "key-number-2", signature=True).status == 200
