"""Every path of Care. Pages of an organisation stand under its slug."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from care.core import views
from care.core.api import description
from care.core.api.views import NothingHere
from care.core.pages.invitation import invitation
from inbox.desk.views.files import linked_file

api: list[URLPattern | URLResolver] = [
    path("v1/schema/", description.schema, name="schema"),
    path("v1/docs/", description.docs, name="docs"),
    path("v1/", include("inbox.api.urls")),
    path("v1/", include("reporting.api.urls")),
    re_path("", NothingHere.as_view(), name="nothing_here"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("files/<str:token>/", linked_file, name="linked_file"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/invitation/<slug:token>/", invitation, name="invitation"),
    path("api/", include((api, "api"))),
    path("<slug:organisation>/desk/", include("inbox.desk.urls")),
    path("<slug:organisation>/reports/", include("reporting.pages.urls")),
    path("<slug:organisation>/settings/channels/", include("connectors.pages.urls")),
    path("<slug:organisation>/settings/tokens/", include("care.core.pages.tokens")),
    path("<slug:organisation>/settings/me/", include("care.core.pages.me")),
    path("<slug:organisation>/settings/mail/", include("care.core.pages.mail")),
    path("<slug:organisation>/settings/audit/", include("care.core.pages.audit")),
    path("<slug:organisation>/settings/people/", include("inbox.desk.people_urls")),
    path("<slug:organisation>/settings/", include("care.core.pages.home")),
    path("<slug:organisation>/settings/answers/", include("routing.pages.answers_urls")),
    path("<slug:organisation>/settings/brands/", include("routing.pages.brands")),
    path("<slug:organisation>/settings/", include("routing.pages.urls")),
    path("<slug:organisation>/settings/", include("inbox.desk.settings_urls")),
]

handler400 = "care.core.views.bad_request"
handler403 = "care.core.views.forbidden"
handler404 = "care.core.views.not_found"
handler500 = "care.core.views.server_error"
