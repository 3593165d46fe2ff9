"""Before everybody can read it: is there private data in a reply?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.core.errors import Refused
from inbox.actions.private_data import Found, fingerprint, private_data
from inbox.models import Case, Message
from inbox.models.messages import Direction, Visibility
from routing.models import CannedAnswer

# Whoever calls has asked already, whatever it is.
WHATEVER = "*"
_CANNED_READ = 500
_WORDS = {
    "card": gettext_lazy("a card number"),
    "iban": gettext_lazy("an IBAN"),
    "account": gettext_lazy("an account number"),
    "imei": gettext_lazy("a device number (IMEI)"),
    "phone": gettext_lazy("a phone number"),
    "mail": gettext_lazy("a mail address"),
}


class PrivateData(Refused):
    """Asked once: the same text with `anyway` set to `seal` is sent."""

    code = "private_data"

    def __init__(self, sentence: str, seal: str) -> None:
        super().__init__(sentence)
        self.seal = seal


def check_private_data(*, case: Case, text: str, anyway: str) -> None:
    """What the brand gives away itself is not asked about: numbers that stand in its canned
    answers, and what it has said in public in this case before."""
    found = private_data(text)
    if not found or anyway == WHATEVER or anyway == fingerprint(found):
        return
    published = {one.value for one in _published(case)}
    left = [one for one in found if one.value not in published]
    if left:
        raise PrivateData(_sentence(left), fingerprint(found))


def _published(case: Case) -> Iterable[Found]:
    ours = Q(brand_id=case.brand_id) | Q(brand_id__isnull=True)
    everybodys = CannedAnswer.objects.filter(ours, member__isnull=True)
    said = Message.objects.filter(
        case=case, direction=Direction.OUT, visibility=Visibility.PUBLIC, external_id__isnull=False
    )
    texts = [
        *everybodys.order_by("id").values_list("text", flat=True)[:_CANNED_READ],
        *said.values_list("text", flat=True),
    ]
    for text in texts:
        yield from private_data(text)


def _sentence(found: Iterable[Found]) -> str:
    named = ", ".join(f"{_WORDS[one.kind]} ({one.masked})" for one in found)
    return _("Everybody could read %(what)s. Is that meant?") % {"what": named}
