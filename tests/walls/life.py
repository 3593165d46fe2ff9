"""An organisation in which everything has happened: no tenant table without a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from care.core import files
from care.core.models import AuditEntry, MailServer, Member
from care.core.tenancy import organisation_door
from care.core.tokens import READ, do_make_token
from connectors.models import Account, Allowance, sealed
from inbox.access import case_to_change
from inbox.actions.bulk.jobs import do_begin
from inbox.actions.draft import do_draft
from inbox.actions.hand_over import check_hand_over, do_hand_over
from inbox.actions.note import do_note
from inbox.actions.notices import do_watch
from inbox.actions.reply import check_reply, do_reply
from inbox.actions.state import do_snooze
from inbox.actions.tag import do_tag
from inbox.flow.ingest import receive
from inbox.flow.ingest.channels import open_channel
from inbox.models import (
    Attachment,
    Case,
    CaseLink,
    Channel,
    Customer,
    CustomerMerge,
    Draft,
    EarlyChange,
    Message,
    MessageVersion,
    Note,
    Notice,
    Outbox,
    ParkedItem,
    SavedView,
    Stream,
    Tagging,
    Timer,
)
from inbox.models.messages import SendState
from inbox.networks.items import Author, IncomingItem
from inbox.selectors.conditions import Condition, dump
from routing.actions.rules import Wording, do_add_rule
from routing.models import (
    Brand,
    BrandSight,
    CannedAnswer,
    CustomField,
    Engagement,
    Line,
    TagRoute,
    Team,
)
from tests.cast import NETWORK, Cast, tag
from tests.pictures import picture
from tests.walls import between, hours, past


@dataclass(frozen=True, slots=True)
class Town:
    cast: Cast
    canary: str
    """A word that stands in every text of this organisation and nowhere else."""
    case_id: int
    handed_over_id: int
    tagging_id: int
    """A tag that is on, on the first case."""
    queue: str
    """A team that no other organisation has."""
    reply_id: int
    """A reply on the first case of which nobody knows whether it arrived."""
    parked_id: int
    attachment_id: int
    """A picture that came with the first case's newest message."""
    token_id: int
    saved_id: int
    """A view that everybody in the organisation sees."""
    job_id: int
    """Something that Anna did with many cases."""
    problem_id: int
    answer_id: int
    brand_id: int
    policy: dict[str, int]
    """A row of everything that the pages of policy change, by the parameter of their routes."""
    out_of_sight_id: int
    """A case of another brand than the one that the team leader is limited to."""

    @property
    def id(self) -> int:
        return self.cast.id

    @property
    def slug(self) -> str:
        return self.cast.organisation.slug


def live_through(cast: Cast) -> Town:
    canary = f"canary-of-{cast.organisation.slug}"
    receive(
        organisation_id=cast.id,
        channel_id=cast.channel_id,
        stream_id=None,
        items=[*_messages(canary, "kim"), *_messages(canary, "lou")],
        cursor_after=None,
    )
    with organisation_door(cast.id):
        first, second = Case.objects.order_by("id")
        _answer(cast, first.id, canary)
        reply_id = _lose_an_answer(cast, first.id, canary)
        _hand_over(cast, second.id, canary)
        _write_the_rest(cast, first, second, canary)
        do_tag(member=cast.anna, case=first, tag=tag("praise"))
        tagging = Tagging.objects.get(case=first, tag=tag("praise"), undone_at__isnull=True)
        queue = f"night-shift-of-{cast.organisation.slug}"
        Team.objects.create(
            line=Line.objects.get(number=1), name=canary, slug=queue, queue_name=canary
        )
        Engagement.objects.update(version=F("version") + 1)
        parked_id = ParkedItem.objects.get().id
        attachment_id = _photograph(cast, first, canary)
        saved_id = SavedView.objects.get().id
        job_id = do_begin(
            member=cast.anna,
            verb="priority",
            arguments={"priority": "high"},
            case_ids=[first.id, second.id],
            idempotency_key=f"bulk-{canary}",
        ).id
        answer_id = CannedAnswer.objects.create(
            name=canary, shortcut="hello-again", text=f"Hello again. {canary}"
        ).id
        cast_brand_id = first.brand_id
        policy = _decide(cast, canary) | between.collect(cast, first, canary)
        problem_id = between.report(cast, first, canary)
        between.propose(cast, second, canary)
        past.tell(first)
        token_id = do_make_token(
            by=cast.admin, name=canary, scopes=[READ], acts_as=cast.anna, days=None
        )[0].id
    return Town(
        cast=cast,
        canary=canary,
        case_id=first.id,
        handed_over_id=second.id,
        tagging_id=tagging.id,
        queue=queue,
        reply_id=reply_id,
        parked_id=parked_id,
        attachment_id=attachment_id,
        token_id=token_id,
        saved_id=saved_id,
        job_id=job_id,
        problem_id=problem_id,
        answer_id=answer_id,
        brand_id=cast_brand_id,
        policy=policy,
        out_of_sight_id=_hear_at_another_brand(cast, canary),
    )


def _decide(cast: Cast, canary: str) -> dict[str, int]:
    """A rule with a version, a custom field, and what else the settings of policy are about."""
    wording = Wording(canary, True, False, [], [{"kind": "set_priority", "priority": "high"}])
    rule = do_add_rule(by=cast.admin, wording=wording)
    field = CustomField.objects.create(of="customer", name=canary, slug="contract", kind="text")
    route = TagRoute.objects.earliest("id")
    return (
        {
            "rule_id": rule.id,
            "field_id": field.id,
            "team_id": route.team_id,
            "line_id": Line.objects.get(number=2).id,
            "tag_id": tag("billing").id,
            "route_id": route.id,
        }
        | hours.decide(canary)
        | past.hand_out(cast.admin, canary)
    )


def _photograph(cast: Cast, case: Case, canary: str) -> int:
    kept = files.keep(cast.id, picture(), name=f"{canary}.png")
    for holder in ({"note": Note.objects.earliest("id")}, {"draft": Draft.objects.earliest("id")}):
        Attachment.objects.create(kind="file", name=canary, **holder)
    return Attachment.objects.create(
        message=Message.objects.filter(case=case, direction="in").latest("sent_at"),
        remote_url=f"https://{canary}.example/a.png",
        alt=canary,
        fetch_at=timezone.now() - timedelta(minutes=1),
        **{name: getattr(kept, name) for name in kept.__slots__},
    ).id


def _lose_an_answer(cast: Cast, case_id: int, canary: str) -> int:
    message = _reply(cast, case_id, canary, key=f"lost-{canary}")
    long_ago = timezone.now() - timedelta(minutes=1)
    Outbox.objects.filter(message=message).update(
        state=SendState.UNKNOWN,
        attempts=1,
        attempt_at=long_ago,
        next_attempt_at=None,
        look_at=long_ago,
    )
    return message.id


def _hear_at_another_brand(cast: Cast, canary: str) -> int:
    with organisation_door(cast.id):
        brand = Brand.objects.create(name=canary, slug="another-brand")
        channel_id = open_channel(
            brand_id=brand.id,
            network=NETWORK,
            name=canary,
            handle=canary,
            account_id=f"another-brand-of-{cast.organisation.slug}",
            kinds=("mentions",),
        )
        # Found gone, and due to be checked.
        Channel.objects.filter(id=channel_id).update(check_at=timezone.now())
    receive(
        organisation_id=cast.id,
        channel_id=channel_id,
        stream_id=None,
        items=_messages(f"{canary} out-of-sight", "max")[:1],
        cursor_after=None,
    )
    with organisation_door(cast.id):
        return Case.objects.get(brand=brand).id


def _messages(canary: str, who: str) -> list[IncomingItem]:
    author = Author(external_id=f"{canary}-{who}", handle=f"{canary}-{who}", display_name=who)
    sent_at = timezone.now() - timedelta(hours=3)

    def item(number: int, kind: str) -> IncomingItem:
        private = kind == "private"
        return IncomingItem(
            external_id=f"{canary}-{who}-{number}",
            kind="private" if private else "post",
            author=author,
            own=False,
            text=f"My router is down, says {who}. {canary}",
            sent_at=sent_at + timedelta(minutes=number),
            in_reply_to=None,
            conversation=f"{canary}-{who}" if private else None,
            visibility="private" if private else "public",
        )

    return [item(1, "post"), item(2, "private")]


def _answer(cast: Cast, case_id: int, canary: str) -> None:
    _reply(cast, case_id, canary, key=f"key-of-{canary}")


def _reply(cast: Cast, case_id: int, canary: str, *, key: str) -> Message:
    case = case_to_change(cast.anna, case_id)
    reply = check_reply(
        member=cast.anna,
        case=case,
        text=f"We look into it. {canary}",
        visibility="public",
        idempotency_key=key,
    )
    return do_reply(member=cast.anna, case=case, reply=reply, idempotency_key=key)


def _hand_over(cast: Cast, case_id: int, canary: str) -> None:
    case = case_to_change(cast.anna, case_id)
    sheet = check_hand_over(
        member=cast.anna,
        case=case,
        note=f"Please measure the line. {canary}",
        tag=tag("second-line-support"),
    )
    do_hand_over(member=cast.anna, case=case, hand_over=sheet)


def _write_the_rest(cast: Cast, first: Case, second: Case, canary: str) -> None:
    now = timezone.now()
    do_note(member=cast.anna, case=first, text=f"A note. {canary}")
    case = case_to_change(cast.anna, first.id)
    do_snooze(member=cast.anna, case=case, until=now + timedelta(hours=1))
    Timer.objects.update(due_at=now - timedelta(minutes=1))
    Stream.objects.update(next_poll_at=now - timedelta(minutes=1))
    BrandSight.objects.create(member=cast.leader, brand_id=first.brand_id)
    CaseLink.objects.create(case=first, other=second, at=now)
    gone = Customer.objects.create(display_name=canary, merged_into_id=first.customer_id)
    moved = {"identities": [], "cases": [], "fields": [], "since": now.isoformat()}
    CustomerMerge.objects.create(
        survivor_id=first.customer_id, gone=gone, member=cast.anna, at=now, moved=moved
    )
    Case.objects.create(
        brand_id=first.brand_id,
        channel_id=first.channel_id,
        customer_id=first.customer_id,
        team_id=first.team_id,
        opened_at=now,
        last_message_at=now,
        merged_into=first,
    )
    newest = Message.objects.filter(case=first, direction="in").latest("sent_at")
    ParkedItem.objects.create(
        channel_id=cast.channel_id,
        kind="post",
        external_id=f"{canary}-parked",
        item={"text": canary, "after": newest.id},
        reason="It was planted.",
    )
    AuditEntry.objects.create(member=cast.admin, verb="planted", subject=canary)
    MailServer.objects.create(host=f"{canary}.invalid", sender=f"care@{canary}.example")
    account = Account.objects.create(
        channel_id=cast.channel_id, credentials=sealed({"token": canary})
    )
    Allowance.objects.create(account=account, bucket="mentions")
    do_draft(member=cast.amir, case=first, pen="reply", text=f"I was about to say. {canary}")
    MessageVersion.objects.create(message=newest, text=canary, until=now)
    do_watch(member=cast.leader, case=first, watches=True)
    do_note(member=cast.amir, case=case_to_change(cast.amir, first.id), text=f"@Anna {canary}")
    # Anna would have it by mail, and it is time.
    Notice.objects.update(at=now - timedelta(minutes=10))
    Member.objects.filter(id=cast.anna.id).update(mail_notices=True)
    SavedView.objects.create(name=canary, groups=dump([(Condition("state", ("open",)),)]))
    EarlyChange.objects.create(
        channel_id=cast.channel_id,
        kind="post",
        external_id=f"{canary}-early",
        what="edited",
        text=canary,
        at=now,
    )
