"""What reports keep of an organisation."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils import timezone

from care.core import files
from care.core.models import Member
from inbox.models import Case, Dirty, Recount
from reporting.models import (
    ArrivalFact,
    CaseFact,
    ClockFact,
    Export,
    LegFact,
    ReplyFact,
    SavedReport,
    Schedule,
    ScheduledFor,
    SpellFact,
    StuckFold,
    TagFact,
    TimeMark,
)


def tell(case: Case) -> None:
    """What is folded from its events."""
    now = timezone.now()
    of: dict[str, Any] = {
        "case_id": case.id,
        "brand_id": case.brand_id,
        "channel_id": case.channel_id,
        "network": "simulated",
        "priority": "normal",
    }
    one = of | {"number": 1, "team_id": case.team_id, "line_id": case.team.line_id}
    CaseFact.objects.create(
        **of,
        customer_id=case.customer_id,
        opened_at=now,
        public=True,
        actionability="must_answer",
        state="open",
        team_id=case.team_id,
        line_id=case.team.line_id,
        inbound=1,
        replies=0,
        turns=0,
        resolutions=0,
        reopens=0,
        rounds=0,
        held_seconds=0,
        touch_seconds=0,
        redirected=False,
        friction=False,
        history=False,
    )
    SpellFact.objects.create(**one, started_at=now, turns=0)
    LegFact.objects.create(**one, line_number=1, started_at=now, touch_seconds=0, undone=False)
    said = {"message_id": 1, "at": now, "visibility": "public"}
    ReplyFact.objects.create(
        **one,
        **said,
        starts_turn=True,
        first=True,
        useful_first=True,
        answers=False,
        acknowledges=False,
        free=False,
        redirects=False,
        native=False,
    )
    ArrivalFact.objects.create(
        **one, **said, stream_kind="mentions", kind="ask", actionability="must_answer"
    )
    TagFact.objects.create(**one, tag_id=1, on_at=now, opened_at=now, undone=False)
    ClockFact.objects.create(
        **one, kind="first_response", target_seconds=60, started_at=now, at=now, met=False
    )
    Dirty.objects.create(case_id=case.id, at=now)
    # The clocks of an older version of policy: they are to be counted anew.
    Recount.objects.create()
    StuckFold.objects.create(case_id=case.id, error="ValueError", tries=1, at=now)


def hand_out(leader: Member, canary: str) -> dict[str, int]:
    """A report under a name that is mailed, and a file; the ids that routes name."""
    now = timezone.now()
    kept = SavedReport.objects.create(member=leader, name=canary, report="volume", query="by=week")
    mailed = Schedule.objects.create(saved=kept, rhythm="week", hour=7, due_at=now)
    ScheduledFor.objects.create(schedule=mailed, member=leader)
    assert leader.organisation_id is not None
    stored = files.put_away(leader.organisation_id, BytesIO(canary.encode()), under="exports")
    export = Export.objects.create(
        member=leader, report="volume", form="csv", name=canary, state="done", stored=stored, at=now
    )
    mark = TimeMark.objects.create(member=leader, kind="outage", at=now, label=canary)
    Export.objects.create(
        member=leader, report="volume", form="csv", name=canary, at=now, due_at=now
    )
    return {"kept_id": kept.id, "export_id": export.id, "mark_id": mark.id}
