"""The people of a seed: customers who write on the network, agents who answer at the desk. They go
on whatever breaks around them, as people do: try again, with the same form."""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404

from care.core.errors import Refused
from care.core.models import Member
from inbox.access import case_to_change
from inbox.actions.hand_over import check_hand_over, do_hand_over
from inbox.actions.reply import check_reply, do_reply
from inbox.actions.sending import (
    check_again,
    check_discard,
    check_take_back,
    do_again,
    do_discard,
    do_take_back,
    reply_in,
)
from inbox.models import Case, Message, Outbox
from inbox.models.cases import UNSETTLED
from routing.models import Tag
from tests.cast import Cast
from tests.drill.script import ANSWERS, LEFT_ALONE, Alter, House, Script, Write

logger = logging.getLogger("tests.drill")

PATIENCE = 20.0
# So many answers an organisation writes at the most, and so many of a case may be on their way.
ANSWERS_AT_MOST = 45
ON_THEIR_WAY = 3
OVER, BACK = "second-line-support", "technical-reply"


@dataclass
class Network:
    """The back door of the simulated network, and the accounts' own software."""

    url: str
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=self.url, timeout=5, trust_env=False)

    def ask(self, method: str, path: str, token: str = "", **body: Any) -> httpx.Response:
        """Again and again while it does not answer."""
        ends = time.monotonic() + PATIENCE
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        json = None if method in ("GET", "DELETE") else body
        while True:
            try:
                return self._http.request(method, path, json=json, headers=headers)
            except httpx.TransportError:
                if time.monotonic() > ends:
                    raise
                time.sleep(0.1)

    def must(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self.ask(method, path, **body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    def account(self, handle: str) -> str:
        given = self.must("POST", "/sim/accounts", handle=handle)["account"]
        assert isinstance(given, dict)
        self.tokens[handle] = str(given["token"])
        return self.tokens[handle]

    def close(self) -> None:
        self._http.close()


class Customers(threading.Thread):
    """One after the other, each at their time or as soon after it as they get a word in."""

    def __init__(self, script: Script, network: Network) -> None:
        super().__init__(name="customers", daemon=True)
        self._plan: list[Write | Alter] = sorted(
            [*script.writes, *script.alters], key=lambda step: (step.at, isinstance(step, Alter))
        )
        self._places = {id(write): place for place, write in enumerate(script.writes)}
        self._network = network
        self._posted: dict[int, tuple[str, str]] = {}

    def run(self) -> None:
        begun = time.monotonic()
        for step in self._plan:
            time.sleep(max(0.0, begun + step.at - time.monotonic()))
            if isinstance(step, Alter):
                self._alter(step)
            else:
                self._write(step)

    def _write(self, step: Write) -> None:
        parent = self._posted.get(step.below, ("", ""))[1] if step.below is not None else ""
        more = {"in_reply_to": parent} if parent else {}
        if not step.author:
            token = self._network.tokens[step.handle]
            answer = self._network.ask("POST", "/1/posts", token=token, text=step.text, **more)
            if not answer.is_success:
                logger.info("not written by hand: %s", answer.status_code)
            return
        if step.kind == "private":
            path, more, key = "/sim/private_messages", {"to": step.handle}, "message"
        else:
            path, key = "/sim/posts", "post"
        given = self._network.must("POST", path, author=step.author, text=step.text, **more)[key]
        assert isinstance(given, dict)
        self._posted[self._places[id(step)]] = (path, str(given["id"]))

    def _alter(self, step: Alter) -> None:
        if step.write not in self._posted:
            return
        path, message_id = self._posted[step.write]
        if step.text is None:
            self._network.must("DELETE", f"{path}/{message_id}")
        else:
            self._network.must("PATCH", f"{path}/{message_id}", text=step.text)


@dataclass
class Desk:
    """What the agents of one organisation share."""

    house: House
    cast: Cast
    written: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_text(self, words: str) -> str:
        with self.lock:
            self.written += 1
            return f"{words} r{self.house.slug}x{self.written:03} {self.house.canary}"


class Agent(threading.Thread):
    """Looks for a case, thinks, answers; now and then says two things in a row, or hands over."""

    def __init__(self, desk: Desk, member: Member, *, seed: str, ends: threading.Event) -> None:
        super().__init__(name=f"{desk.house.slug} {member.display_name}", daemon=True)
        self._desk, self._member, self._ends = desk, member, ends
        self._dice = random.Random(seed)

    def run(self) -> None:
        try:
            while not self._ends.wait(self._dice.uniform(0.4, 1.6)):
                case_id = self._choose()
                if case_id is None or self._desk.written >= ANSWERS_AT_MOST:
                    continue
                for _ in range(self._dice.choice((1, 1, 1, 1, 2, 3))):
                    key = uuid.uuid4().hex
                    self._insists(self._one_answer(case_id, key))
                    if self._dice.random() < 0.1:
                        self._insists(self._takes_it_back(case_id, key))
                if self._dice.random() < 0.15:
                    self._insists(self._one_hand_over(case_id))
                if self._dice.random() < 0.3:
                    self._insists(self._looks_after_a_failed_one)
        finally:
            connection.close()

    def _choose(self) -> int | None:
        """Of the customers who wrote last, somebody whom no colleague answers by hand."""
        found: list[int] = []

        def look() -> None:
            heard = Message.objects.filter(
                direction="in", case__merged_into=None, case__state__in=UNSETTLED
            ).exclude(identity__handle__endswith=f"_{LEFT_ALONE}")
            sending = Outbox.objects.filter(state__in=("queued", "sending"))
            of = Counter(sending.values_list("message__case", flat=True))
            newest = heard.order_by("-id").values_list("case_id", flat=True)[:25]
            found[:] = [case_id for case_id in newest if of[case_id] < ON_THEIR_WAY]

        self._insists(look)
        return self._dice.choice(found) if found else None

    def _one_answer(self, case_id: int, key: str) -> Callable[[], None]:
        text = self._desk.next_text(self._dice.choice(ANSWERS))

        def answer() -> None:
            case = case_to_change(self._member, case_id)
            checked = check_reply(
                member=self._member,
                case=case,
                text=text,
                visibility=case.last_visibility,
                idempotency_key=key,
            )
            do_reply(member=self._member, case=case, reply=checked, idempotency_key=key)

        return answer

    def _takes_it_back(self, case_id: int, key: str) -> Callable[[], None]:
        """In time, where the organisation gives any."""

        def take_back() -> None:
            case = case_to_change(self._member, case_id)
            row = Outbox.objects.select_related("message", "channel").filter(idempotency_key=key)
            for reply in row:
                check_take_back(member=self._member, row=reply)
                do_take_back(member=self._member, case=case, row=reply)

        return take_back

    def _looks_after_a_failed_one(self) -> None:
        """One that the network refused. Those in doubt are left to Care, to see what it does."""
        failed = Outbox.objects.filter(state="failed").values_list("message__case", "message")
        for case_id, message_id in failed.order_by("id")[:1]:
            case = case_to_change(self._member, case_id)
            row = reply_in(case, message_id)
            if self._dice.random() < 0.5:
                check_again(member=self._member, row=row)
                do_again(member=self._member, case=case, row=row)
            else:
                check_discard(member=self._member, row=row)
                do_discard(member=self._member, case=case, row=row)

    def _one_hand_over(self, case_id: int) -> Callable[[], None]:
        note, key = self._desk.next_text("What shall we tell them?"), uuid.uuid4().hex

        def hand_over() -> None:
            case = case_to_change(self._member, case_id)
            slug = OVER if case.team.line.number == 1 else BACK
            checked = check_hand_over(
                member=self._member,
                case=case,
                note=note,
                tag=Tag.objects.get(slug=slug),
                idempotency_key=key,
            )
            do_hand_over(member=self._member, case=case, hand_over=checked, idempotency_key=key)

        return hand_over

    def _insists(self, act: Callable[[], None]) -> None:
        """The database may go away at any moment, also between a commit and its answer."""
        for _ in range(40):
            try:
                with self._desk.cast.door():
                    act()
                return
            except (Refused, Http404, Case.DoesNotExist):
                return  # the case changed meanwhile; a person would read the sentence and go on
            except (OperationalError, InterfaceError) as error:
                logger.info("%s: %s, once more", self.name, type(error).__name__)
            with suppress(DatabaseError):
                connection.close()
            time.sleep(0.25)
