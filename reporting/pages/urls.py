"""Everything under /<organisation>/reports/."""

from __future__ import annotations

from django.urls import path

from reporting.board import page as live_board
from reporting.pages import cases, exports, hiring, marks, saved, views

app_name = "reports"

urlpatterns = [
    path("", views.home, name="home"),
    path("mine/", views.mine, name="mine"),
    path("cases/", cases.cases, name="cases"),
    path("marks/", marks.marks, name="marks"),
    path("marks/<int:mark_id>/remove/", marks.remove, name="remove_mark"),
    path("board/", live_board.board, name="board"),
    path("export/", exports.ask, name="export"),
    path("files/", exports.files, name="exports"),
    path("files/<int:export_id>/", exports.file, name="file"),
    path("files/<int:export_id>/remove/", exports.remove, name="remove_file"),
    path("saved/", saved.saved, name="saved"),
    path("saved/<int:kept_id>/change/", saved.change, name="change_saved"),
    path("saved/<int:kept_id>/mail/", saved.mail, name="mail_saved"),
    path("saved/<int:kept_id>/remove/", saved.remove, name="remove_saved"),
    path("hiring/", hiring.hiring, name="hiring"),
    path("<slug:report>/", views.report, name="report"),
]
