"""Everything under /api/v1/reports/."""

from __future__ import annotations

from django.urls import path

from reporting.api import views

urlpatterns = [
    path("reports/", views.Reports.as_view(), name="reports"),
    path("reports/<slug:report>/", views.OneReport.as_view(), name="report"),
]
