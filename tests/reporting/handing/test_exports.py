"""Files of reports: asked for by a member, written by a worker, seen by nobody else."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from care.core.errors import Refused
from care.core.files import storage
from care.core.models import Member, Membership, Person
from inbox.access import case_to_change
from inbox.actions.state import do_resolve
from inbox.models import Case
from reporting import folder
from reporting.handing import writing
from reporting.handing.exports import check_export, do_export
from reporting.models import Export
from routing.models import Brand, BrandSight
from tests.cast import Cast
from tests.inbox.actions.work import customer_writes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(transactional_db: None, acme: Cast) -> Cast:
    customer_writes(acme, "Where is my parcel?", customer="kim")
    customer_writes(acme, "=cmd|' /C calc'!A0", customer="lou")
    with acme.door():
        case = Case.objects.earliest("id")
        do_resolve(member=acme.anna, case=case_to_change(acme.anna, case.id))
    folder.fold_due()
    return acme


def ask(
    cast: Cast,
    *,
    by: Member | None = None,
    report: str = "volume",
    query: str = "",
    form: str = "csv",
    section: str = "",
) -> Export:
    member = by or cast.leader
    with cast.door():
        wanted = check_export(
            member=member,
            organisation=cast.organisation,
            report=report,
            query=query,
            form=form,
            section=section,
        )
        return do_export(member=member, wanted=wanted)


def fresh(cast: Cast, row: Export) -> Export:
    with cast.door():
        return Export.objects.get(id=row.id)


def written(cast: Cast, row: Export) -> list[list[str]]:
    writing.write_due()
    made = fresh(cast, row)
    assert (made.state, made.error) == ("done", "")
    with storage().open(made.stored, "rb") as file:
        text = file.read().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


def test_the_cases_behind_a_figure_are_a_row_each(acme: Cast) -> None:
    names, *rows = written(acme, ask(acme, report="cases", query="figure=cases_opened"))
    assert names[0] == "Case"
    with acme.door():
        assert [int(row[0]) for row in rows] == list(
            Case.objects.order_by("id").values_list("id", flat=True)
        )
    assert [row[names.index("State")] for row in rows] == ["Resolved", "Open"]


def test_no_word_of_a_customer_is_in_a_file_of_cases(acme: Cast) -> None:
    rows = written(acme, ask(acme, report="cases"))
    assert "calc" not in str(rows)
    assert "kim" not in str(rows)


def test_a_report_is_a_workbook(acme: Cast) -> None:
    row = ask(acme, form="xlsx")
    writing.write_due()
    made = fresh(acme, row)
    with storage().open(made.stored, "rb") as file:
        assert file.read(2) == b"PK"
    assert made.name.endswith(".xlsx")


def test_it_holds_what_the_member_may_see_when_it_is_written(acme: Cast) -> None:
    with acme.door():
        other = Brand.objects.create(name="Night", slug="night")
        row = ask(acme, report="cases")
        BrandSight.objects.create(member=acme.leader, brand=other)
    assert len(written(acme, row)) == 1


def test_somebody_who_was_let_go_gets_no_file(acme: Cast) -> None:
    row = ask(acme)
    Membership.objects.filter(id=acme.leader.membership_id).update(active=False)
    writing.write_due()
    assert fresh(acme, row).state == "failed"


def test_a_worker_that_died_is_followed_by_another(acme: Cast) -> None:
    row = ask(acme)
    assert writing._claim() is not None
    assert writing.write_due() == 0, "its lease is not over"
    with acme.door():
        Export.objects.update(due_at=timezone.now())
    assert written(acme, row)


def test_the_worker_that_took_too_long_changes_nothing(acme: Cast) -> None:
    row = ask(acme)
    slow = writing._claim()
    assert slow is not None
    with acme.door():
        Export.objects.update(due_at=timezone.now())
    written(acme, row)
    made = fresh(acme, row)
    writing._work(slow)
    assert fresh(acme, row).stored == made.stored
    assert storage().exists(made.stored)


def test_an_agent_gets_only_their_own_cases(acme: Cast) -> None:
    assert len(written(acme, ask(acme, by=acme.amir, report="cases"))) == 1
    with pytest.raises(Refused), acme.door():
        check_export(
            member=acme.amir,
            organisation=acme.organisation,
            report="volume",
            query="",
            form="csv",
            section="",
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "exe"},
        {"report": "no-such"},
        {"query": "period=no-such"},
        {"query": "team=999999"},
        {"report": "cases", "query": "figure=no-such"},
        {"query": "x=" + "y" * 3000},
    ],
)
def test_what_could_not_be_written_is_refused_at_once(acme: Cast, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        ask(acme, **wrong)  # type: ignore[arg-type]


def test_only_whoever_asked_has_the_file(acme: Cast) -> None:
    row = ask(acme)
    written(acme, row)
    path = f"/acme/reports/files/{row.id}/"
    mine = client_of(acme.leader).get(path)
    assert mine.status_code == 200
    assert mine["Content-Disposition"].startswith("attachment")
    assert b"".join(mine.streaming_content)  # type: ignore[attr-defined]
    assert client_of(acme.admin).get(path).status_code == 404


def test_old_files_go_and_so_does_what_no_row_names(acme: Cast) -> None:
    row = ask(acme)
    written(acme, row)
    stored = fresh(acme, row).stored
    with acme.door():
        Export.objects.update(at=timezone.now() - timedelta(days=8))
    writing.forget_old()
    assert not storage().exists(stored)
    with acme.door():
        assert not Export.objects.exists()


def test_a_file_is_asked_for_and_found_on_the_page(acme: Cast) -> None:
    client = client_of(acme.leader)
    asked = client.post(
        "/acme/reports/export/", {"report": "volume", "query": "by=week", "form": "xlsx"}
    )
    assert asked.status_code == 303
    assert "Being written" in client.get(asked["Location"]).content.decode()
    writing.write_due()
    page = client.get(asked["Location"]).content.decode()
    assert "Download" in page
    assert "Being written" not in page
