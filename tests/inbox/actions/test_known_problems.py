"""One note serves all cases of a known problem."""

from __future__ import annotations

import pytest
from django.http import Http404

from care.core.errors import Refused
from inbox.access import problem_for
from inbox.actions.availability import do_availability
from inbox.actions.problem import check_open, check_problem_note
from inbox.flow import problems as flow
from inbox.models import Case, Event, Leg, Note, Notice, Problem, ProblemEntry, ProblemLink, Tagging
from inbox.selectors.problems import cases_of, problems_for, still_to_hear, to_tell
from routing.models import Brand, BrandSight, Engagement, Line, Tag, TagRoute, Team
from tests.cast import Cast, hire
from tests.inbox.actions.known import (
    BACK,
    OVER,
    case_of,
    handed_over,
    hands_over,
    links,
    notes,
    opens,
    place_of,
    resolved,
    said_in,
    solves,
    unlinks,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Cast:
    return hire("acme")


def test_a_note_takes_every_case_back_to_who_asked(acme: Cast) -> None:
    problem = opens(acme)
    first, second = handed_over(acme, "kim"), handed_over(acme, "lou", member=acme.amir)
    for case_id in (first, second):
        links(acme, case_id, problem)
        assert place_of(acme, case_id)[0] == 2, "nothing is known yet"
    notes(acme, problem, "Release 4.2 is broken.")
    assert flow.tell_due() == 2
    assert place_of(acme, first) == (1, acme.anna, "open")
    assert place_of(acme, second) == (1, acme.amir, "open")
    assert said_in(acme, first) == said_in(acme, second) == ["Release 4.2 is broken."]
    with acme.door():
        note = Note.objects.get(case_id=first, problem_entry__isnull=False)
        assert (note.member, note.purpose) == (acme.tess, "return")
        assert Tagging.objects.filter(tag__slug=BACK, undone_at=None).count() == 2
        assert not Tagging.objects.filter(tag__slug=OVER, undone_at=None).exists()
        assert Notice.objects.get(member=acme.anna).kind == "came_back"
    assert flow.tell_due() == 0, "each is told once"


def test_two_rounds_with_two_versions(acme: Cast) -> None:
    problem = opens(acme)
    case_id = handed_over(acme, "kim")
    links(acme, case_id, problem)
    notes(acme, problem, "Restart it.")
    flow.tell_due()
    hands_over(acme, acme.anna, case_id, OVER, note="It did not help.")
    assert place_of(acme, case_id)[0] == 2, "the same note sends it back only once"
    notes(acme, problem, "Then install 4.3.")
    flow.tell_due()
    assert place_of(acme, case_id) == (1, acme.anna, "open")
    assert said_in(acme, case_id) == ["Restart it.", "Then install 4.3."]
    with acme.door():
        versions = ProblemEntry.objects.filter(problem=problem, kind="noted")
        assert list(versions.order_by("id").values_list("version", flat=True)) == [1, 2]
        assert Tagging.objects.filter(case_id=case_id, tag__slug=BACK).count() == 2


def test_the_same_words_again_are_no_new_version(acme: Cast) -> None:
    problem = opens(acme)
    links(acme, handed_over(acme, "kim"), problem)
    for _again in range(2):
        notes(acme, problem, "Restart it.")
    flow.tell_due()
    with acme.door():
        assert Problem.objects.get().note.version == 1


def test_a_case_that_is_with_first_line_gets_the_note_and_stays(acme: Cast) -> None:
    problem = opens(acme)
    case_id = case_of(acme, "kim")
    hands_over(acme, acme.anna, case_id, OVER, note="?")
    hands_over(acme, acme.tess, case_id, BACK, note="Wait, I look into it.")
    links(acme, case_id, problem)
    notes(acme, problem, "Restart it.")
    flow.tell_due()
    assert said_in(acme, case_id) == ["Restart it."]
    with acme.door():
        assert Event.objects.filter(kind="moved").count() == 2
        kinds = Notice.objects.filter(member=acme.anna).order_by("id")
        assert list(kinds.values_list("kind", flat=True)) == ["came_back", "problem_news"]


def test_a_case_that_is_linked_later_is_told_at_once(acme: Cast) -> None:
    problem = opens(acme)
    notes(acme, problem, "Restart it.")
    flow.tell_due()
    case_id = handed_over(acme, "kim")
    links(acme, case_id, problem)
    assert said_in(acme, case_id) == ["Restart it."]
    assert place_of(acme, case_id) == (1, acme.anna, "open")
    assert flow.tell_due() == 0


def test_nobody_of_first_line_here_it_goes_to_the_whole_team(acme: Cast) -> None:
    problem = opens(acme)
    case_id = handed_over(acme, "kim")
    links(acme, case_id, problem)
    with acme.door():
        do_availability(member=acme.anna, available=False)
    notes(acme, problem, "Restart it.")
    flow.tell_due()
    assert place_of(acme, case_id) == (1, None, "open")


def test_the_tags_may_be_called_anything_and_three_lines_go_all_the_way_back(acme: Cast) -> None:
    with acme.door():
        Tag.objects.filter(slug=BACK).update(name="Antwort", slug="antwort")
        line = Line.objects.create(number=3, name="Plant")
        plant = Team.objects.create(line=line, name="Plant", slug="plant", queue_name="Plant")
        over = Tag.objects.create(name="To the plant", slug="to-the-plant")
        back = Tag.objects.create(name="From the plant", slug="from-the-plant")
        TagRoute.objects.create(tag=over, team=plant, opposite=back)
        second = Team.objects.get(line__number=2)
        TagRoute.objects.create(tag=back, team=second, opposite=over, returns=True)
        Engagement.objects.update(version=2)
    problem = opens(acme)
    case_id = handed_over(acme, "kim")
    hands_over(acme, acme.tess, case_id, "to-the-plant", note="Is it the batch?")
    links(acme, case_id, problem)
    notes(acme, problem, "It is the batch.")
    flow.tell_due()
    assert place_of(acme, case_id) == (1, acme.anna, "open")
    with acme.door():
        live = Tagging.objects.filter(undone_at=None).values_list("tag__slug", flat=True)
        assert set(live) == {"from-the-plant", "antwort"}
        lines = Leg.objects.order_by("started_at", "id").values_list("line__number", flat=True)
        assert list(dict.fromkeys(lines)) == [1, 2, 3]
        assert list(lines)[-2:] == [2, 1]


def test_what_is_done_is_left_in_peace(acme: Cast) -> None:
    problem = opens(acme)
    case_id = handed_over(acme, "kim")
    links(acme, case_id, problem)
    resolved(acme, case_id)
    notes(acme, problem, "Restart it.")
    flow.tell_due()
    assert said_in(acme, case_id) == []
    assert place_of(acme, case_id)[2] == "resolved"
    with acme.door():
        assert still_to_hear(problem) == 0


def test_a_link_is_undone(acme: Cast) -> None:
    problem = opens(acme)
    case_id = handed_over(acme, "kim")
    links(acme, case_id, problem)
    with pytest.raises(Refused, match="reports “Error 42” already"):
        links(acme, case_id, opens(acme, "Something else"))
    notes(acme, problem, "Restart it.")
    unlinks(acme, case_id)
    assert flow.tell_due() == 0
    assert place_of(acme, case_id)[0] == 2
    with pytest.raises(Refused, match="taken off already"):
        unlinks(acme, case_id)
    links(acme, case_id, problem)
    assert said_in(acme, case_id) == ["Restart it."], "it reports it after all"
    with acme.door():
        told = Event.objects.filter(case_id=case_id, kind__startswith="problem_").order_by("id")
        kinds = list(told.values_list("kind", flat=True))
        assert kinds == ["problem_linked", "problem_unlinked", "problem_linked", "problem_told"]
        assert "Restart" not in str(list(Event.objects.values_list("data", flat=True)))


def test_solved_first_line_has_a_list_of_whom_to_tell(acme: Cast) -> None:
    problem = opens(acme)
    waits, told, done = (handed_over(acme, name) for name in ("kim", "lou", "max"))
    for case_id in (waits, told, done):
        links(acme, case_id, problem)
    resolved(acme, done)
    solves(acme, problem, "It works again, {{customer.first_name}}.", note="Fixed at 15:40.")
    flow.tell_due()
    for case_id in (waits, told):
        assert place_of(acme, case_id) == (1, acme.anna, "open")
        assert said_in(acme, case_id) == ["Fixed at 15:40."]
    with acme.door():
        problem = problem_for(problem.id)
        found = to_tell(problem, acme.anna)
        assert [link.case_id for link in found.links] == [waits, told]
        assert found.count == 2


def test_who_is_of_first_line_says_what_reports_it_but_writes_no_note(acme: Cast) -> None:
    problem = opens(acme)
    links(acme, case_of(acme, "kim"), problem, member=acme.anna)
    with pytest.raises(Refused, match="Tess keeps this problem"):
        notes(acme, problem, "I think it is the moon.", member=acme.anna)
    notes(acme, problem, "Restart it.", member=acme.leader)


def test_nobody_writes_over_a_version_that_they_have_not_read(acme: Cast) -> None:
    problem = opens(acme)
    notes(acme, problem, "Restart it.")
    with acme.door():
        found = problem_for(problem.id, to_change=True)
    with acme.door(), pytest.raises(Refused, match="changed the note while you wrote"):
        check_problem_note(member=acme.tess, problem=found, text="Mine.", seen=0)


def test_one_title_is_one_problem(acme: Cast) -> None:
    opens(acme, "Error 42")
    with acme.door(), pytest.raises(Refused, match="There is a problem"):
        check_open(title="  error   42 ")


def test_of_the_cases_only_those_in_sight_are_listed_and_counted(acme: Cast) -> None:
    problem = opens(acme)
    case_ids = [handed_over(acme, name) for name in ("kim", "lou")]
    for case_id in case_ids:
        links(acme, case_id, problem)
    with acme.door():
        other = Brand.objects.create(name="Other", slug="other")
        BrandSight.objects.create(member=acme.leader, brand=other)
        Case.objects.filter(id=case_ids[1]).update(brand=other)
        further = [Team.objects.get(line__number=2).id]
        for member, count in ((acme.leader, 1), (acme.tess, 2)):
            assert problems_for(member)[0].cases == count
            found = cases_of(problem, member, further=further, before=None)
            assert len(found.links) == found.with_others == count
    notes(acme, problem, "Restart it.", member=acme.leader)
    assert flow.tell_due() == 2, "the note serves all, whoever wrote it"


def test_another_organisation_finds_nothing(acme: Cast) -> None:
    problem = opens(acme)
    case_id = handed_over(acme, "kim")
    links(acme, case_id, problem)
    notes(acme, problem, "Restart it.")
    globex = hire("globex")
    with globex.door():
        assert problems_for(globex.tess) == []
        with pytest.raises(Http404):
            problem_for(problem.id)
        assert flow.tell([ProblemLink.objects.count(), 1, 2, 3]) == 0
    assert flow.tell_due() == 1
