"""Everything under /<organisation>/settings/people/."""

from __future__ import annotations

from django.urls import path

from inbox.desk.views import leaving, people

app_name = "people"

_ONE = "<int:member_id>/"

urlpatterns = [
    path("", people.people, name="list"),
    path("invite/", people.invite, name="invite"),
    path(_ONE, people.person, name="person"),
    path(f"{_ONE}link/", people.link, name="link"),
    path(f"{_ONE}withdraw/", people.withdraw, name="withdraw"),
    path(f"{_ONE}password/", people.password, name="password"),
    path(f"{_ONE}second-factor/", people.second_factor, name="second_factor"),
    path(f"{_ONE}leave/", leaving.leave, name="leave"),
    path(f"{_ONE}hand-back/", leaving.hand_back, name="hand_back"),
    path(f"{_ONE}return/", leaving.come_back, name="return"),
]
