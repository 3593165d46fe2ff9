"""Known problems: the list, a problem's page, and its forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from care.core.errors import Refused
from care.core.models import Member
from care.core.requests import MemberRequest
from inbox.access import MAX_ID, problem_for
from inbox.actions import problem as verbs
from inbox.desk.links import desk_root
from inbox.desk.problems import ProblemPage, ProblemsPage, Said
from inbox.desk.views.answer import see_other
from inbox.models import Problem

Act = Callable[[MemberRequest, Problem], str]
View = Callable[..., HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: MemberRequest, organisation: str) -> HttpResponse:
    """The list; posted to, it opens a problem that has no case yet."""
    if request.method != "POST":
        return _shown(request, "desk/problems.html", ProblemsPage(request))
    typed = _typed(request)
    try:
        title = verbs.check_open(title=typed.get("title", ""))
    except Refused as refused:
        said = Said("new", refused.sentence, typed)
        return _shown(request, "desk/problems.html", ProblemsPage(request, said=said), status=422)
    opened = verbs.do_open(member=request.member, title=title)
    messages.success(request, _("“%(problem)s” is open.") % {"problem": title})
    return see_other(_address(request, opened.id))


@require_safe
def problem(request: MemberRequest, organisation: str, problem_id: int) -> HttpResponse:
    found = problem_for(problem_id)
    if request.htmx and request.htmx.target == "to-hear":
        return _shown(request, "desk/problem/_progress.html", ProblemPage(request, found), oob=True)
    return _shown(request, "desk/problem.html", ProblemPage(request, found))


def _shown(
    request: MemberRequest,
    template: str,
    page: ProblemsPage,
    *,
    status: int = 200,
    oob: bool = False,
) -> HttpResponse:
    response = render(request, template, {"desk": page, "oob": oob}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _typed(request: MemberRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _address(request: MemberRequest, problem_id: int) -> str:
    return f"{desk_root(request.organisation.slug)}problems/{problem_id}/"


def _form(name: str) -> Callable[[Act], View]:
    """Somebody who only looks at a form's address, or reloads it, comes to the page. `name`: the
    form at which a refusal is shown, with what was typed."""

    def decorate(act: Act) -> View:
        @wraps(act)
        def view(request: MemberRequest, organisation: str, problem_id: int) -> HttpResponse:
            if request.method != "POST":
                problem_for(problem_id)
                return see_other(_address(request, problem_id))
            found = problem_for(problem_id, to_change=True)
            try:
                done = act(request, found)
            except Refused as refused:
                said = Said(name, refused.sentence, _typed(request))
                shown = ProblemPage(request, problem_for(problem_id), said=said)
                return _shown(request, "desk/problem.html", shown, status=422)
            messages.success(request, done)
            return see_other(_address(request, problem_id))

        return view

    return decorate


def _seen(request: MemberRequest) -> int:
    """The version that the form was filled in from; of a damaged form one that never is."""
    given = request.POST.get("seen", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


@_form("note")
def note(request: MemberRequest, found: Problem) -> str:
    text = verbs.check_problem_note(
        member=request.member, problem=found, text=request.POST.get("text", ""), seen=_seen(request)
    )
    verbs.do_problem_note(member=request.member, problem=found, text=text)
    return _("Saved. Every case that reports it gets the note, and goes back to first line.")


@_form("solve")
def solve(request: MemberRequest, found: Problem) -> str:
    checked = verbs.check_solve(
        member=request.member,
        problem=found,
        note=request.POST.get("text", ""),
        answer=request.POST.get("answer", ""),
        seen=_seen(request),
    )
    verbs.do_solve(member=request.member, problem=found, found=checked)
    return _("Solved. First line is told of every case, and answers each customer.")


@_form("reopen")
def reopen(request: MemberRequest, found: Problem) -> str:
    verbs.check_reopen_problem(member=request.member, problem=found)
    verbs.do_reopen_problem(member=request.member, problem=found)
    return _("The problem is open again.")


@_form("rename")
def rename(request: MemberRequest, found: Problem) -> str:
    keeper = _member(request.POST.get("keeper", ""))
    title = verbs.check_rename_problem(
        member=request.member, problem=found, title=request.POST.get("title", ""), keeper=keeper
    )
    verbs.do_rename_problem(member=request.member, problem=found, title=title, keeper=keeper)
    return _("Saved.")


def _member(given: str) -> Member:
    found = None
    if given.isascii() and given.isdecimal() and len(given) < 20:
        found = Member.objects.filter(id=min(int(given), MAX_ID)).first()
    if found is None:
        raise Refused(_("This colleague is gone. Choose somebody else."))
    return found
