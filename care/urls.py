"""Every path of Care. Pages of an organisation stand under its slug."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from care.core import views
from care.core.api import description
from care.core.api.views import NothingHere

api: list[URLPattern | URLResolver] = [
    path("v1/schema/", description.schema, name="schema"),
    path("v1/docs/", description.docs, name="docs"),
    path("v1/", include("inbox.api.urls")),
    re_path("", NothingHere.as_view(), name="nothing_here"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
    path("api/", include((api, "api"))),
    path("<slug:organisation>/desk/", include("inbox.desk.urls")),
    path("<slug:organisation>/settings/channels/", include("connectors.pages.urls")),
    path("<slug:organisation>/settings/tokens/", include("care.core.token_pages")),
    path("<slug:organisation>/settings/", include("inbox.desk.settings_urls")),
]

handler400 = "care.core.views.bad_request"
handler403 = "care.core.views.forbidden"
handler404 = "care.core.views.not_found"
handler500 = "care.core.views.server_error"
