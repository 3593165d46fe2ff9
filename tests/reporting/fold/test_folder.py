"""Dirty cases are taken in whatever happens to folders, to single cases and to late commits."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from inbox.events import Fact, Kind, record
from inbox.models import Case, Dirty, Event
from reporting import taking
from reporting.fold import Story
from reporting.folder import behind, fold_due
from reporting.models import ArrivalFact, CaseFact, StuckFold
from reporting.rebuild import rebuild
from routing.policy import House
from tests.cast import Cast
from tests.inbox.flow.feed import answered, said, take_in
from tests.reporting.fold.folders import fold_slowly
from tests.reporting.fold.past import after, facts, folded

pytestmark = pytest.mark.django_db(transaction=True)


def lives(cast: Cast, number: int) -> None:
    """So many customers, each of whom asks and is answered on the network."""
    for n in range(number):
        question = said(f"{n}", f"customer-{n}", sent_at=after(n))
        take_in(cast, question, answered(f"{n}-a", f"{n}", sent_at=after(n + 5)))


@pytest.fixture
def elsewhere() -> Iterator[Any]:
    """Another connection, as the product signs in."""
    settings = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        settings.pop(name, None)
    other = psycopg2.connect(**settings)
    yield other
    other.close()


def test_every_act_leaves_a_dirty_row_and_the_folder_takes_it(acme: Cast) -> None:
    lives(acme, 2)
    with acme.door():
        assert set(Dirty.objects.values_list("case_id", flat=True)) == set(
            Case.objects.values_list("id", flat=True)
        )
        assert behind() is not None
    assert fold_due() == 2
    with acme.door():
        assert not Dirty.objects.exists()
        assert behind() is None
        assert CaseFact.objects.count() == 2


def test_an_event_that_is_committed_late_is_taken_in_late(acme: Cast, elsewhere: Any) -> None:
    """Its id is smaller than those of events that were folded before it could be seen."""
    lives(acme, 1)
    with acme.door():
        event = Event.objects.filter(kind=Kind.MESSAGE_RECEIVED).get()
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT set_config('care.organisation', %s, true)", [str(acme.id)])
        cursor.execute(
            "INSERT INTO inbox_event (organisation_id, case_id, kind, at, recorded_at, data)"
            " SELECT organisation_id, case_id, kind, at + interval '1 minute', recorded_at,"
            " data || '{\"message\": 4711}' FROM inbox_event WHERE id = %s",
            [event.id],
        )
        cursor.execute(
            "INSERT INTO inbox_dirty (organisation_id, case_id, at) VALUES (%s, %s, now())",
            [acme.id, event.case_id],
        )
    with acme.door():
        record([Fact(event.case_id, Kind.FRICTION_MARKED, timezone.now(), data={"on": True})])
    fold_due()
    with acme.door():
        assert (CaseFact.objects.get().friction, ArrivalFact.objects.count()) == (True, 1)
    elsewhere.commit()
    fold_due()
    with acme.door():
        assert ArrivalFact.objects.count() == 2


def test_what_is_committed_while_a_batch_is_folded_stays_dirty(
    acme: Cast, monkeypatch: pytest.MonkeyPatch, elsewhere: Any
) -> None:
    lives(acme, 1)
    fold = taking._fold

    def meanwhile(stories: Iterable[Story], rules: House) -> Any:
        found = list(stories)
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT set_config('care.organisation', %s, true)", [str(acme.id)])
            cursor.execute(
                "INSERT INTO inbox_dirty (organisation_id, case_id, at) VALUES (%s, %s, now())",
                [acme.id, found[0].head.case_id],
            )
        elsewhere.commit()
        return fold(found, rules)

    with acme.door():
        monkeypatch.setattr(taking, "_fold", meanwhile)
        taking.take_in(acme.id, taking.dirty_cases(acme.id, at_most=10))
        assert Dirty.objects.count() == 1


def test_a_folder_that_is_killed_leaves_everything_to_the_next(acme: Cast) -> None:
    lives(acme, 3)
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    read = context.Queue()
    worker = context.Process(target=fold_slowly, args=(read,), daemon=True)
    worker.start()
    assert read.get(timeout=60)
    # Beside it, another one finds the organisation taken.
    assert fold_due() == 0
    worker.kill()
    worker.join(30)
    with acme.door():
        assert (CaseFact.objects.count(), Dirty.objects.exists()) == (0, True)
    for _ in range(50):
        if fold_due():
            break
    with acme.door():
        assert (CaseFact.objects.count(), Dirty.objects.exists()) == (3, False)


def test_a_case_that_cannot_be_folded_keeps_its_figures_and_stops_nobody(acme: Cast) -> None:
    lives(acme, 2)
    before = folded(acme)
    with acme.door():
        ids = list(Case.objects.order_by("id").values_list("id", flat=True))
        record([Fact(ids[0], Kind.MOVED, timezone.now(), data={"to_team": "nowhere", "x": 1})])
        record([Fact(ids[1], Kind.FRICTION_MARKED, timezone.now(), data={"on": True})])
        record([Fact(ids[0], Kind.ASSIGNED, timezone.now(), data={})])
    fold_due()
    after_all = facts(acme)
    first, second = after_all["reporting_casefact"]
    assert first == before["reporting_casefact"][0]
    assert second["friction"]
    with acme.door():
        assert StuckFold.objects.values_list("case_id", "error").get() == (ids[0], "KeyError")
        assert not Dirty.objects.exists()


def test_a_rebuild_gives_what_the_folder_gave(acme: Cast) -> None:
    lives(acme, 7)
    before = folded(acme)
    with acme.door():
        for model in (CaseFact, ArrivalFact):
            model.objects.filter(case_id__lt=CaseFact.objects.latest("case_id").case_id).delete()
        of = CaseFact.objects.get()
        of.id, of.case_id = None, of.case_id + 100
        of.save(force_insert=True)
    said_so = StringIO()
    call_command("rebuild_reports", organisation="acme", stdout=said_so)
    assert facts(acme) == before
    assert said_so.getvalue().startswith("acme: 7 cases in ")


def test_new_events_are_taken_in_between_the_steps_of_a_rebuild(acme: Cast) -> None:
    lives(acme, 5)
    steps = rebuild(acme.id, step=2)
    assert next(steps) == 2
    assert fold_due() == 3
    assert list(steps) == [4, 5]


def test_a_rebuild_of_nobody_says_so(acme: Cast) -> None:
    with pytest.raises(CommandError, match="no organisation “umbrella”"):
        call_command("rebuild_reports", organisation="umbrella")


def test_organisations_never_mix(acme: Cast, globex: Cast) -> None:
    lives(acme, 2)
    lives(globex, 3)
    assert fold_due() == 5
    for cast, number in ((acme, 2), (globex, 3)):
        with cast.door():
            mine = set(Case.objects.values_list("id", flat=True))
        made = facts(cast)
        assert {row["case_id"] for rows in made.values() for row in rows} == mine
        assert len(mine) == number


def test_the_lag_is_that_of_the_oldest_dirty_row(acme: Cast) -> None:
    lives(acme, 1)
    with acme.door():
        oldest = Dirty.objects.earliest("id")
        Dirty.objects.filter(id=oldest.id).update(at=timezone.now() - timedelta(minutes=3))
        lag = behind()
        assert lag is not None
        assert lag >= timedelta(minutes=3)
