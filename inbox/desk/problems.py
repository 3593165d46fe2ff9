"""Known problems, as their pages print them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core.requests import MemberRequest
from care.core.times import full_time
from inbox.actions.problem import may_write
from inbox.desk import words
from inbox.desk.links import Links, desk_root
from inbox.desk.page import DeskPage
from inbox.desk.reported import problem_pill
from inbox.models import Problem, ProblemEntry, ProblemLink
from inbox.models.cases import UNSETTLED, State
from inbox.models.problems import EntryKind, ProblemState
from inbox.selectors.problems import (
    CasesOfProblem,
    ListedProblem,
    cases_of,
    limited,
    problems_for,
    still_to_hear,
    to_tell,
)


@dataclass(frozen=True, slots=True)
class ProblemRow:
    href: str
    title: str
    state: words.Pill
    cases: str
    note: str
    keeper: words.Face
    iso: str
    at: str
    since: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    href: str
    name: str
    network: words.NetworkMark
    state: words.Pill
    snippet: str
    aside: str
    iso: str
    at: str
    since: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    icon: str
    says: str
    text: str
    iso: str
    at: str
    since: str


@dataclass(frozen=True, slots=True)
class Said:
    """A form that was refused: nothing typed into it is lost."""

    form: str = ""
    error: str = ""
    typed: dict[str, str] = field(default_factory=dict)


class ProblemsPage(DeskPage):
    """Beside the desk's rail: all of them."""

    here = "problems"

    def __init__(self, request: MemberRequest, *, said: Said | None = None) -> None:
        super().__init__(request)
        self.said = said or Said()

    @cached_property
    def links(self) -> Links:
        return Links(desk_root(self.request.organisation.slug), None, ())

    @property
    def title(self) -> str:
        return _("Known problems")

    @property
    def root(self) -> str:
        return f"{self.links.root}problems/"

    @cached_property
    def _listed(self) -> list[ListedProblem]:
        return problems_for(self.member)

    @property
    def open(self) -> list[ProblemRow]:
        return [self._row(one) for one in self._listed if one.state == ProblemState.OPEN]

    @property
    def solved(self) -> list[ProblemRow]:
        return [self._row(one) for one in self._listed if one.state == ProblemState.SOLVED]

    def _row(self, one: ListedProblem) -> ProblemRow:
        cases = ngettext(
            "%(open)s open of %(count)s case", "%(open)s open of %(count)s cases", one.cases
        )
        since = one.solved_at or one.opened_at
        return ProblemRow(
            href=self.links.problem(one.id),
            title=one.title,
            state=problem_pill(one.state),
            cases=cases % {"open": one.open, "count": one.cases},
            note=_("note, version %(number)s") % {"number": one.version}
            if one.version
            else _("nothing known yet"),
            keeper=words.face(self.catalogue.members.get(one.keeper_id)),
            iso=since.isoformat(),
            at=full_time(since),
            since=words.ago(since, self.now),
        )


class ProblemPage(ProblemsPage):
    def __init__(
        self, request: MemberRequest, problem: Problem, *, said: Said | None = None
    ) -> None:
        super().__init__(request, said=said)
        self.problem = problem

    @property
    def title(self) -> str:
        title: str = self.problem.title
        return title

    @property
    def action(self) -> str:
        return self.links.problem(self.problem.id)

    @property
    def state(self) -> words.Pill:
        return problem_pill(self.problem.state)

    @property
    def is_solved(self) -> bool:
        return bool(self.problem.state == ProblemState.SOLVED)

    @property
    def keeper(self) -> words.Face:
        return words.face(self.catalogue.members.get(self.problem.keeper_id))

    @cached_property
    def may_write(self) -> bool:
        return may_write(self.member, self.problem)

    @cached_property
    def note(self) -> ProblemEntry | None:
        entry: ProblemEntry | None = self.problem.note
        return entry

    @property
    def note_says(self) -> str:
        if self.note is None:
            return ""
        who = words.face(self.catalogue.members.get(self.note.member_id)).name
        told = {"number": self.note.version, "name": who, "when": words.ago(self.note.at, self.now)}
        return _("Version %(number)s by %(name)s, %(when)s") % told

    @property
    def note_at(self) -> str:
        return full_time(self.note.at) if self.note else ""

    @property
    def seen(self) -> int:
        """The version that the forms were filled in from."""
        return (self.note.version or 0) if self.note else 0

    def typed(self, form: str, name: str, otherwise: str = "") -> str:
        return self.said.typed.get(name, otherwise) if self.said.form == form else otherwise

    @cached_property
    def to_hear(self) -> int:
        return still_to_hear(self.problem)

    @cached_property
    def hidden(self) -> bool:
        return limited(self.member, self.problem)

    @cached_property
    def found(self) -> CasesOfProblem:
        given = self.request.GET.get("before", "")
        before = int(given) if given.isascii() and given.isdecimal() and len(given) < 20 else None
        further = self.catalogue.further_team_ids
        return cases_of(self.problem, self.member, further=further, before=before)

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = self.found
        settled = [(str(state.label), found.counts.get(state, 0)) for state in State]
        named = [(label, count) for label, count in settled if count]
        if found.with_others:
            named.insert(1, (_("with another line"), found.with_others))
        return named

    @property
    def cases(self) -> list[CaseRow]:
        return [self._case(link) for link in self.found.links]

    @property
    def older(self) -> str:
        return f"{self.action}?before={self.found.older}#cases" if self.found.older else ""

    @cached_property
    def to_tell(self) -> tuple[str, list[CaseRow]]:
        """How many customers can be told, in words, and their cases."""
        found = to_tell(self.problem, self.member)
        said = ngettext(
            "%(count)s customer can be told", "%(count)s customers can be told", found.count
        )
        rows = [self._case(link, put=True) for link in found.links]
        return (said % {"count": found.count} if found.count else "", rows)

    def _case(self, link: ProblemLink, *, put: bool = False) -> CaseRow:
        case = link.case
        to = self.links.case(case.id)
        team = self.catalogue.teams.get(case.team_id)
        further = team is not None and team.line > self.catalogue.first_line
        owner = self.catalogue.members.get(case.owner_id or 0)
        aside = [team.queue_name if team and case.state in UNSETTLED else ""]
        aside += [words.face(owner).name if owner else ""]
        return CaseRow(
            href=to.put("solved") if put else to.page,
            name=case.customer.display_name,
            network=words.network_mark(case.channel.network),
            state=words.state_pill(
                case.state,
                elsewhere=team.line_name if team and further else "",
                thanked=case.thanked_at is not None,
            ),
            snippet=case.snippet,
            aside=" · ".join(filter(None, aside)),
            iso=link.at.isoformat(),
            at=full_time(link.at),
            since=words.ago(link.at, self.now),
        )

    @cached_property
    def history(self) -> list[HistoryLine]:
        entries = self.problem.entries.order_by("-at", "-id")[:100]
        return [self._line(entry) for entry in entries]

    def _line(self, entry: ProblemEntry) -> HistoryLine:
        icon, says = _HISTORY[EntryKind(entry.kind)]
        who = words.face(self.catalogue.members.get(entry.member_id)).name
        told = {"name": who, "number": entry.version or "", "to": entry.text}
        return HistoryLine(
            icon=icon,
            says=_(says) % told,
            text=entry.text if entry.kind in (EntryKind.NOTED, EntryKind.SOLVED) else "",
            iso=entry.at.isoformat(),
            at=full_time(entry.at),
            since=words.ago(entry.at, self.now),
        )

    @property
    def people(self) -> list[tuple[int, str]]:
        active = [one for one in self.catalogue.members.values() if one.active]
        return [(one.id, one.name) for one in active]


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for extraction."""
    return sentence


_HISTORY = {
    EntryKind.OPENED: ("bug", gettext_noop("%(name)s opened it as “%(to)s”")),
    EntryKind.NOTED: ("sticky-note", gettext_noop("%(name)s wrote version %(number)s of the note")),
    EntryKind.SOLVED: ("circle-check", gettext_noop("%(name)s solved it. Customers may be told:")),
    EntryKind.REOPENED: ("rotate-ccw", gettext_noop("%(name)s opened it again")),
    EntryKind.RENAMED: ("pencil", gettext_noop("%(name)s renamed it to “%(to)s”")),
    EntryKind.KEPT: ("user-round", gettext_noop("%(name)s gave it to %(to)s")),
}
