"""Everything under /<organisation>/settings/answers/."""

from __future__ import annotations

from django.urls import path

from routing.pages import answers, answers_files

app_name = "answers"

_ANSWER = "<int:answer_id>/"

urlpatterns = [
    path("", answers.answers, name="list"),
    path("new/", answers.new, name="new"),
    path("preview/", answers.preview, name="preview"),
    path("import/", answers_files.bring, name="import"),
    path("export/", answers_files.export, name="export"),
    path(_ANSWER, answers.answer, name="answer"),
    path(f"{_ANSWER}delete/", answers.delete, name="delete"),
]
