"""Every path of Care. Pages of an organisation stand under its slug."""

from __future__ import annotations

from django.urls import include, path

from care.core import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
    path("<slug:organisation>/desk/", include("inbox.desk.urls")),
]

handler400 = "care.core.views.bad_request"
handler403 = "care.core.views.forbidden"
handler404 = "care.core.views.not_found"
handler500 = "care.core.views.server_error"
