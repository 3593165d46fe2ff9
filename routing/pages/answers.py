"""Settings: canned answers and macros. Everybody writes their own, leaders those of their teams,
admins all."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.core.errors import Refused
from care.core.models import Member
from care.core.pages.gate import MAX_ID, see_other, show
from care.core.requests import MemberRequest
from routing.actions.answers import check_change, do_remove_answer, do_save_answer
from routing.engine.filling import fill
from routing.models import CannedAnswer
from routing.pages.answers_form import AnswerForm
from routing.shelf import MOST_SHOWN, Names, led_teams, may_change, sample_of, seen_by
from routing.words import step_icon, step_says, whose_says

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Step:
    icon: str
    says: str


@dataclass(frozen=True, slots=True)
class Card:
    id: int
    name: str
    shortcut: str
    text: str
    whose: str
    brand: str
    acknowledges: bool
    steps: tuple[Step, ...]
    undefined: tuple[str, ...]
    mine_to_change: bool


def cards_of(member: Member, found: list[CannedAnswer]) -> tuple[Card, ...]:
    names = Names()
    led = frozenset(led_teams(member).values_list("id", flat=True))
    values = sample_of(member, brand=None).values()
    return tuple(
        Card(
            id=answer.id,
            name=answer.name,
            shortcut=answer.shortcut,
            text=answer.text,
            whose=whose_says(answer, me=member.id),
            brand=answer.brand.name if answer.brand else "",
            acknowledges=answer.acknowledges,
            steps=tuple(Step(step_icon(step), step_says(step)) for step in names.of(answer)),
            undefined=fill(answer.text, values).undefined,
            mine_to_change=may_change(member, answer, led=led),
        )
        for answer in found
    )


@require_safe
def answers(request: MemberRequest, organisation: str) -> HttpResponse:
    sought = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    all_of_them = seen_by(request.member).order_by("name", "id")
    found = list(_search(sought, all_of_them)[: MOST_SHOWN + 1])
    context = {
        "cards": cards_of(request.member, found[:MOST_SHOWN]),
        "cut": len(found) > MOST_SHOWN,
        "sought": sought,
    }
    return show(request, "settings/answers.html", context)


def _search(sought: str, answers: QuerySet[CannedAnswer]) -> QuerySet[CannedAnswer]:
    """Every word stands somewhere in it."""
    for word in sought.split():
        bare = word.removeprefix("/")
        answers = answers.filter(
            Q(name__icontains=word) | Q(shortcut__icontains=bare) | Q(text__icontains=word)
        )
    return answers


def one_of(member: Member, answer_id: int) -> CannedAnswer:
    found = seen_by(member).filter(id=answer_id).first() if 0 < answer_id <= MAX_ID else None
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, None)
    form = AnswerForm(request.member, whose=f"member:{request.member.id}")
    source = request.GET.get("from", "")
    if source.isascii() and source.isdigit() and len(source) < 19:
        form = AnswerForm.of(request.member, one_of(request.member, int(source)), copy=True)
    return _form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: MemberRequest, organisation: str, answer_id: int) -> HttpResponse:
    found = one_of(request.member, answer_id)
    if request.method == "POST":
        return _save(request, found)
    return _form(request, AnswerForm.of(request.member, found))


def _save(request: MemberRequest, found: CannedAnswer | None) -> HttpResponse:
    form = AnswerForm.typed(request.member, request.POST, found)
    checked = form.check()
    if checked is None:
        return _form(request, form, status=422)
    row = do_save_answer(member=request.member, checked=checked, answer=found)
    messages.success(request, _("Saved: /%(shortcut)s.") % {"shortcut": row.shortcut})
    return see_other(request, "answers:list")


@require_POST
def delete(request: MemberRequest, organisation: str, answer_id: int) -> HttpResponse:
    found = one_of(request.member, answer_id)
    try:
        check_change(member=request.member, answer=found)
    except Refused as refused:
        form = AnswerForm.of(request.member, found)
        form.errors = {"whose": refused.sentence}
        return _form(request, form, status=422)
    do_remove_answer(member=request.member, answer=found)
    messages.success(request, _("Removed: “%(name)s”.") % {"name": found.name})
    return see_other(request, "answers:list")


@require_POST
def preview(request: MemberRequest, organisation: str) -> HttpResponse:
    """What the form would become, beside it while one types. Writes nothing."""
    found = None
    answer_id = request.POST.get("answer", "")
    if answer_id.isascii() and answer_id.isdigit() and len(answer_id) < 19:
        found = one_of(request.member, int(answer_id))
    form = AnswerForm.typed(request.member, request.POST, found)
    form.check()
    return show(request, "settings/_answer_preview.html", {"form": form})


def _form(request: MemberRequest, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    led = frozenset(led_teams(request.member).values_list("id", flat=True))
    context = {
        "form": form,
        "answer": form.answer,
        "mine": form.answer is None or may_change(request.member, form.answer, led=led),
        "card": cards_of(request.member, [form.answer])[0] if form.answer else None,
    }
    return show(request, "settings/answer.html", context, status=status)
