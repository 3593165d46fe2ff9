"""What the audit's lines say. A verb that is not known here is shown by its own name, so that
every line of every app can be read; a new sentence is one row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from care.core.models import AuditEntry

SENTENCES: Final = {
    "member.invite": gettext_lazy("invited %(subject)s"),
    "member.link": gettext_lazy("made an invitation link for %(subject)s"),
    "member.withdraw": gettext_lazy("withdrew the invitation of %(subject)s"),
    "member.accept": gettext_lazy("took their place"),
    "member.rename": gettext_lazy("changed the name of %(subject)s"),
    "member.role": gettext_lazy("changed the role of %(subject)s"),
    "member.teams": gettext_lazy("changed the teams of %(subject)s"),
    "member.sight": gettext_lazy("changed which brands %(subject)s sees"),
    "member.leave": gettext_lazy("deactivated %(subject)s"),
    "member.hand_back": gettext_lazy("gave the cases of %(subject)s back to their queues"),
    "member.return": gettext_lazy("let %(subject)s in again"),
    "member.password_link": gettext_lazy("made a link for a new password for %(subject)s"),
    "member.second_factor": gettext_lazy("took the second factor off %(subject)s"),
    "mail.server": gettext_lazy("changed the mail server"),
    "mail.forget": gettext_lazy("took the mail server away"),
    "token.make": gettext_lazy("made %(subject)s"),
    "token.revoke": gettext_lazy("revoked %(subject)s"),
    "answer.make": gettext_lazy("wrote the canned %(subject)s"),
    "answer.change": gettext_lazy("changed the canned %(subject)s"),
    "answer.remove": gettext_lazy("removed the canned %(subject)s"),
    "brand.make": gettext_lazy("made %(subject)s"),
    "brand.change": gettext_lazy("changed %(subject)s"),
    "channel.connect": gettext_lazy("connected %(subject)s"),
    "channel.renew": gettext_lazy("renewed the access of %(subject)s"),
    "channel.disconnect": gettext_lazy("disconnected %(subject)s"),
    "line.add": gettext_lazy("added %(subject)s"),
    "line.rename": gettext_lazy("renamed %(subject)s"),
    "line.move": gettext_lazy("moved %(subject)s"),
    "line.remove": gettext_lazy("removed %(subject)s"),
    "team.add": gettext_lazy("added %(subject)s"),
    "team.change": gettext_lazy("changed %(subject)s"),
    "team.remove": gettext_lazy("removed %(subject)s"),
    "tag.add": gettext_lazy("added %(subject)s"),
    "tag.change": gettext_lazy("changed %(subject)s"),
    "tag.retire": gettext_lazy("retired %(subject)s"),
    "tag.revive": gettext_lazy("took %(subject)s into use again"),
    "route.add": gettext_lazy("let a tag move cases: %(subject)s"),
    "route.change": gettext_lazy("changed where a tag moves cases: %(subject)s"),
    "route.remove": gettext_lazy("let a tag move cases no more: %(subject)s"),
    "rule.add": gettext_lazy("wrote %(subject)s"),
    "rule.change": gettext_lazy("changed %(subject)s"),
    "rule.switch_on": gettext_lazy("switched %(subject)s on"),
    "rule.switch_off": gettext_lazy("switched %(subject)s off"),
    "rule.order": gettext_lazy("changed the order of the rules"),
    "rule.restore": gettext_lazy("restored an earlier version of %(subject)s"),
    "rule.remove": gettext_lazy("removed %(subject)s"),
    "calendar.add": gettext_lazy("made %(subject)s"),
    "calendar.change": gettext_lazy("changed %(subject)s"),
    "calendar.default": gettext_lazy("made another calendar the default one: %(subject)s"),
    "calendar.retire": gettext_lazy("took %(subject)s out of use"),
    "brand.calendar": gettext_lazy("chose other working hours for %(subject)s"),
    "sla.add": gettext_lazy("wrote the targets of %(subject)s"),
    "sla.change": gettext_lazy("changed the targets of %(subject)s"),
    "sla.switch_on": gettext_lazy("switched the targets of %(subject)s on"),
    "sla.switch_off": gettext_lazy("switched the targets of %(subject)s off"),
    "sla.order": gettext_lazy("changed the order of the SLA policies"),
    "sla.remove": gettext_lazy("removed the targets of %(subject)s"),
    "field.add": gettext_lazy("added %(subject)s"),
    "field.change": gettext_lazy("changed %(subject)s"),
    "field.move": gettext_lazy("moved %(subject)s"),
    "field.retire": gettext_lazy("retired %(subject)s"),
    "field.revive": gettext_lazy("took %(subject)s into use again"),
    **dict.fromkeys(
        [
            f"bulk.{verb}"
            for verb in ("tag", "untag", "assign", "move", "release", "priority", "snooze")
        ],
        gettext_lazy("changed many cases at once: %(subject)s"),
    ),
    "bulk.resolve": gettext_lazy("resolved many cases at once: %(subject)s"),
    "bulk.dismiss": gettext_lazy("dismissed many cases at once: %(subject)s"),
    "bulk.undo": gettext_lazy("undid what was done with many cases: %(subject)s"),
    "reason.add": gettext_lazy("added the reason to send back: %(subject)s"),
    "reason.change": gettext_lazy("changed the reason to send back: %(subject)s"),
    "reason.move": gettext_lazy("moved the reason to send back: %(subject)s"),
    "reason.retire": gettext_lazy("retired the reason to send back: %(subject)s"),
    "reason.revive": gettext_lazy("took the reason to send back into use again: %(subject)s"),
    "topic.add": gettext_lazy("added to the checklist of a tag: %(subject)s"),
    "topic.change": gettext_lazy("changed the checklist of a tag: %(subject)s"),
    "topic.move": gettext_lazy("changed the order of a tag's checklist: %(subject)s"),
    "topic.retire": gettext_lazy("took something off the checklist of a tag: %(subject)s"),
    "view.save": gettext_lazy("saved %(subject)s for others"),
    "view.remove": gettext_lazy("removed %(subject)s of others"),
    "parked.store": gettext_lazy("took in a message that could not be stored: %(subject)s"),
    "parked.discard": gettext_lazy("discarded a message that could not be stored: %(subject)s"),
    "customer.merge": gettext_lazy("made another customer one with %(subject)s"),
    "customer.part": gettext_lazy("parted another customer from %(subject)s"),
    "mark.add": gettext_lazy("put a mark on the time axes of reports: %(subject)s"),
    "mark.remove": gettext_lazy("took a mark off the time axes of reports: %(subject)s"),
    "organisation.change": gettext_lazy("changed the organisation's settings"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """`old` is None for a fact that replaced nothing."""

    name: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    what: str
    known: bool
    verb: str
    changes: tuple[Change, ...]


def line_of(entry: AuditEntry, names: dict[int, str]) -> Line:
    sentence = SENTENCES.get(entry.verb)
    subject = _subject(entry.subject, names)
    if sentence is not None:
        what = str(sentence) % {"subject": subject}
    else:
        what = f"{entry.verb}: {subject}"
    return Line(
        at=entry.at,
        who=names.get(entry.member_id, "?") if entry.member_id else _("The operator"),
        what=what,
        known=sentence is not None,
        verb=entry.verb,
        changes=tuple(_change(name, value) for name, value in entry.data.items()),
    )


def _subject(subject: str, names: dict[int, str]) -> str:
    kind, _space, number = subject.partition(" ")
    if kind == "member" and number.isdecimal() and int(number) in names:
        return names[int(number)]
    return subject


def _change(name: str, value: Any) -> Change:
    label = name.replace("_", " ")
    if isinstance(value, list) and len(value) == 2:
        return Change(label, _plain(value[0]), _plain(value[1]))
    if isinstance(value, dict) and set(value) == {"old", "new"}:
        return Change(label, _plain(value["old"]), _plain(value["new"]))
    return Change(label, None, _plain(value))


def _plain(value: Any) -> str:
    if value is None or value == "" or value == []:
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ", ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
