"""What is shown of jobs over many cases: the bar of the list, and how far each job is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.actions.bulk.jobs import UNDO
from inbox.desk import words
from inbox.desk.links import Links
from inbox.models.bulk import BulkVerb, JobState, Outcome
from inbox.models.cases import Priority
from inbox.selectors.bulk import JobFact
from inbox.selectors.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class JobLine:
    id: int
    what: str
    """What is done to the cases."""
    says: str
    """How far it is."""
    besides: tuple[str, ...]
    """What was not done, in numbers."""
    icon: str
    tone: str
    running: bool
    turned: int
    total: int
    can_undo: bool
    href: str

    @property
    def cancel(self) -> str:
        return f"{self.href}cancel/"

    @property
    def undo(self) -> str:
        return f"{self.href}undo/"

    @property
    def put_away(self) -> str:
        return f"{self.href}put-away/"


@dataclass(frozen=True, slots=True)
class Bar:
    href: str
    """Where a job is begun, with the list it is about."""
    choose: str
    jobs_href: str
    jobs: tuple[JobLine, ...]

    @property
    def running(self) -> bool:
        return any(job.running for job in self.jobs)


def bar_of(catalogue: Catalogue, links: Links) -> Bar:
    root = f"{links.root}bulk/"
    return Bar(
        href=f"{root}{links.query}",
        choose=f"{root}choose/{links.query}",
        jobs_href=root,
        jobs=tuple(line_of(job, catalogue, root) for job in catalogue.jobs),
    )


def line_of(job: JobFact, catalogue: Catalogue, root: str) -> JobLine:
    icon, tone = _look(job)
    return JobLine(
        id=job.id,
        what=_what(job, catalogue),
        says=_says(job),
        besides=tuple(_besides(job)),
        icon=icon,
        tone=tone,
        running=job.running,
        turned=job.turned,
        total=job.total,
        can_undo=_can_undo(job),
        href=f"{root}{job.id}/",
    )


def _can_undo(job: JobFact) -> bool:
    in_time = job.finished_at is not None and timezone.now() <= job.finished_at + UNDO
    return in_time and not job.is_undo and not job.undone and job.of(Outcome.DONE) > 0


def _look(job: JobFact) -> tuple[str, str]:
    if job.running:
        return "loader", "runs"
    if job.state == JobState.DONE:
        return ("circle-check", "done") if not job.of(Outcome.REFUSED) else ("info", "partly")
    return "circle-slash", "partly"


def _says(job: JobFact) -> str:
    if job.running:
        said = _("%(turned)s of %(total)s")
        return said % {"turned": f"{job.turned:,}", "total": f"{job.total:,}"}
    done = job.of(Outcome.DONE, Outcome.UNDONE)
    said = ngettext("%(count)s case done", "%(count)s cases done", done) % {"count": f"{done:,}"}
    match job.state:
        case JobState.CANCELLED:
            return _("cancelled: %(said)s") % {"said": said}
        case JobState.STOPPED:
            return _("stopped: %(said)s") % {"said": said}
        case _:
            return said


def _besides(job: JobFact) -> list[str]:
    counted = (
        (job.of(Outcome.REFUSED), _("%(count)s refused")),
        (job.of(Outcome.SKIPPED), _("%(count)s left as they are")),
        (job.of(Outcome.UNDONE), _("%(count)s undone")),
        (0 if job.running else job.of(Outcome.WAITING), _("%(count)s not begun")),
    )
    return [said % {"count": f"{count:,}"} for count, said in counted if count]


def _what(job: JobFact, catalogue: Catalogue) -> str:
    if job.is_undo:
        return _("Undo: %(what)s") % {"what": deed(job.arguments, catalogue)}
    return deed({"verb": job.verb, **job.arguments}, catalogue)


def deed(given: Any, catalogue: Catalogue) -> str:
    """`given`: a verb with its arguments."""
    match given.get("verb"):
        case BulkVerb.TAG:
            return _("Add the tag %(tag)s") % {"tag": _tag(given, catalogue)}
        case BulkVerb.UNTAG:
            return _("Take the tag %(tag)s off") % {"tag": _tag(given, catalogue)}
        case BulkVerb.ASSIGN:
            to = catalogue.members.get(given["member"])
            return _("Assign to %(name)s") % {"name": words.face(to).name}
        case BulkVerb.MOVE:
            team = catalogue.teams.get(given["team"])
            return _("Give to %(team)s") % {"team": team.name if team else _("another team")}
        case BulkVerb.PRIORITY:
            label = str(Priority(given["priority"]).label).lower()
            return _("Set the priority to %(to)s") % {"to": label}
        case BulkVerb.SNOOZE:
            until = datetime.fromisoformat(given["until"])
            return _("Snooze until %(when)s") % {"when": words.day_and_time(until, timezone.now())}
        case BulkVerb.DISMISS:
            reason = words.dismissals().get(given["reason"], "")
            return _("Dismiss: %(reason)s") % {"reason": reason}
        case verb:
            return str(BulkVerb(verb).label)


def _tag(given: Any, catalogue: Catalogue) -> str:
    found = catalogue.tags.get(given["tag"])
    return found.name if found else _("a tag that is gone")
