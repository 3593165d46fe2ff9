"""Settings: the people of an organisation. For its admins.

They stand here, and not with the floor's other settings, because a place is made of three things:
role and access (`care.core`), teams and brands (`routing`), and cases in hand (`inbox`). This is
the lowest house from which all three can be asked.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from care.core import audit
from care.core.accounts import new_password_link
from care.core.errors import Refused
from care.core.invitations import LASTS, check_invite, check_link, do_invite, do_link, do_withdraw
from care.core.lost_factor import check_take_off, do_take_off
from care.core.mailing.servers import can_mail
from care.core.models import Member
from care.core.models.member import Role
from care.core.pages.gate import MAX_ID, admin_only, see_other, show
from care.core.people import (
    check_name,
    check_password_link,
    check_role,
    do_name,
    do_role,
    lock_people,
    subject_of,
)
from care.core.requests import MemberRequest
from inbox.actions.leave import holdings_of
from inbox.desk.people import invitation_of, label_of, page_of_people, state_of
from inbox.desk.people_forms import InviteForm, PersonForm, PlaceForm
from routing.actions.places import do_set_sight, do_set_teams
from routing.models import Brand, BrandSight, Team, TeamMember


@require_safe
@admin_only
def people(request: MemberRequest, organisation: str) -> HttpResponse:
    sought = request.GET.get("q", "")
    page, rows = page_of_people(sought=sought, number=request.GET.get("page", ""))
    context = {
        "page": page,
        "rows": rows,
        "sought": sought,
        "some_see_less": any(row.brands for row in rows),
        "can_mail": can_mail(),
    }
    return show(request, "settings/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def invite(request: MemberRequest, organisation: str) -> HttpResponse:
    if request.method != "POST":
        return _invite(request)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _invite(request, form, refused=_broken(), status=422)
    data = form.cleaned_data
    try:
        # A refusal after the first write takes it back.
        with transaction.atomic():
            lock_people()
            email = check_invite(email=data["email"])
            brands = _brands(data)
            member = do_invite(by=request.member, email=email, role=Role(data["role"]))
            do_set_teams(by=request.member, member=member, teams=data["teams"])
            do_set_sight(by=request.member, member=member, brands=brands)
            made = do_link(by=request.member, member=member, mail=can_mail())
    except Refused as refused:
        return _invite(request, form, refused=refused.sentence, status=422)
    return _person(request, member_here(member.id), link=made)


def _invite(
    request: MemberRequest, form: InviteForm | None = None, *, refused: str = "", status: int = 200
) -> HttpResponse:
    typed = _typed(form) if form else {"email": "", "role": Role.AGENT, "sees": "all"}
    context = {**_choices(form), "typed": typed, "refused": refused, "can_mail": can_mail()}
    return show(request, "settings/invite.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def person(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    member = member_here(member_id)
    if request.method != "POST":
        return _person(request, member)
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _person(request, member, form=form, refused=_broken(), status=422)
    try:
        _change(request, member, form.cleaned_data)
    except Refused as refused:
        return _person(
            request, member_here(member_id), form=form, refused=refused.sentence, status=422
        )
    if member.id == request.member.id:
        # Who changes their own rights is not thrown out of the page they do it on.
        update_session_auth_hash(request, member.membership.person)
    messages.success(request, _("Saved."))
    if member.id == request.member.id and member.role != Role.ADMIN:
        return see_other(request, "office:home")
    return see_other(request, "people:person", member.id)


@transaction.atomic
def _change(request: MemberRequest, member: Member, data: dict[str, Any]) -> None:
    by, role = request.member, Role(data["role"])
    lock_people()
    # What another admin did while this one waited for the lock.
    member.refresh_from_db(fields=["role"])
    member.membership.refresh_from_db(fields=["active"])
    name, initials = check_name(name=data["name"], initials=data["initials"])
    check_role(member=member, role=role)
    brands = _brands(data)
    do_name(by=by, member=member, name=name, initials=initials)
    do_set_teams(by=by, member=member, teams=data["teams"])
    do_set_sight(by=by, member=member, brands=brands)
    do_role(by=by, member=member, role=role)


def _brands(data: dict[str, Any]) -> list[Brand]:
    brands = list(data["brands"]) if data["sees"] == "some" else []
    if data["sees"] == "some" and not brands:
        raise Refused(_("Choose at least one brand, or all brands."))
    return brands


@require_POST
@admin_only
def link(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    member = member_here(member_id)
    try:
        check_link(member=member)
    except Refused as refused:
        return _person(request, member, refused=refused.sentence, status=422)
    made = do_link(by=request.member, member=member, mail=can_mail())
    return _person(request, member_here(member.id), link=made)


@require_POST
@admin_only
def withdraw(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    member = member_here(member_id)
    try:
        check_link(member=member)
    except Refused as refused:
        return _person(request, member, refused=refused.sentence, status=422)
    do_withdraw(by=request.member, member=member)
    messages.success(request, _("The link opens nothing any more."))
    return see_other(request, "people:person", member.id)


@require_POST
@admin_only
def password(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    """A link to hand on by another way than mail. It is shown once."""
    member = member_here(member_id)
    try:
        check_password_link(person=member.membership.person)
    except Refused as refused:
        return _person(request, member, refused=refused.sentence, status=422)
    made = new_password_link(member.membership.person)
    audit.note(request.member, "member.password_link", subject_of(member))
    return _person(request, member, password_link=made)


@require_POST
@admin_only
def second_factor(request: MemberRequest, organisation: str, member_id: int) -> HttpResponse:
    member = member_here(member_id)
    try:
        check_take_off(by=request.member, member=member)
    except Refused as refused:
        return _person(request, member, refused=refused.sentence, status=422)
    mailed = can_mail()
    do_take_off(by=request.member, member=member, mail=mailed)
    said = _("The second factor of %(name)s is off, and they are signed out.")
    more = "" if mailed else _("Tell them: no mail server is set.")
    messages.success(request, f"{said % {'name': member.display_name}} {more}".strip())
    return see_other(request, "people:person", member.id)


def member_here(member_id: int) -> Member:
    """Of the open organisation; absent and foreign are the same 404."""
    if not 0 < member_id <= MAX_ID:
        raise Http404
    here = Member.objects.select_related(
        "membership__person", "membership__organisation", "membership__invitation"
    )
    factors = Authenticator.objects.filter(user=OuterRef("membership__person"))
    found = here.annotate(second_factor=Exists(factors)).filter(id=member_id).first()
    if found is None:
        raise Http404
    return found


def _person(
    request: MemberRequest,
    member: Member,
    *,
    form: PersonForm | None = None,
    refused: str = "",
    link: str = "",
    password_link: str = "",
    status: int = 200,
) -> HttpResponse:
    state = state_of(member)
    choices = _choices(form, member)
    context = {
        **choices,
        "person": member,
        "email": member.membership.person.email,
        "state": state,
        "state_label": label_of(state),
        "invitation": invitation_of(member),
        "days": LASTS.days,
        "second_factor": getattr(member, "second_factor", False),
        "typed": _typed(form) if form else _stored(member, choices),
        "holdings": holdings_of(member) if state == "gone" else None,
        "link": link,
        "password_link": password_link,
        "can_mail": can_mail(),
        "refused": refused,
    }
    return show(request, "settings/person.html", context, status=status)


def _stored(member: Member, choices: dict[str, Any]) -> dict[str, Any]:
    limited = any(chosen for _brand, chosen in choices["brands"])
    return {
        "name": member.display_name,
        "initials": member.initials,
        "role": member.role,
        "sees": "some" if limited else "all",
    }


def _typed(form: PlaceForm) -> dict[str, Any]:
    names = ("email", "name", "initials", "role", "sees")
    return {name: form.typed.get(name, "") for name in names}


def _choices(form: PlaceForm | None, member: Member | None = None) -> dict[str, Any]:
    """Every team and brand, and which are chosen: typed, else stored."""
    if form is not None:
        teams = set(form.typed.getlist("teams"))
        brands = set(form.typed.getlist("brands"))
    elif member is not None:
        rows = TeamMember.objects.filter(member=member).values_list("team_id", flat=True)
        sights = BrandSight.objects.filter(member=member).values_list("brand_id", flat=True)
        teams, brands = {str(one) for one in rows}, {str(one) for one in sights}
    else:
        teams, brands = set(), set()
    return {
        "roles": Role.choices,
        "teams": [
            (team, str(team.id) in teams)
            for team in Team.objects.filter(retired_at=None)
            .select_related("line")
            .order_by("line__number", "name")
        ],
        "brands": [
            (brand, str(brand.id) in brands) for brand in Brand.objects.order_by("name", "id")
        ],
    }


def _broken() -> str:
    return str(_("A role, team or brand is gone meanwhile. Choose again."))
