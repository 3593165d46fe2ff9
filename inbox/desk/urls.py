"""Everything under /<organisation>/desk/."""

from __future__ import annotations

from django.urls import path

from inbox.desk.views import cases, person, places, replies, verbs

app_name = "desk"

_CASE = "cases/<int:case_id>/"
_REPLY = f"{_CASE}replies/<int:message_id>/"

urlpatterns = [
    path("", places.home, name="home"),
    path("queues/<slug:queue>/", places.queue, name="queue"),
    path("views/<slug:name>/", places.view, name="view"),
    path("availability/", person.availability, name="availability"),
    path("theme/", person.theme, name="theme"),
    path(_CASE, cases.case, name="case"),
    path(f"{_CASE}reply/", verbs.reply, name="reply"),
    path(f"{_REPLY}take-back/", replies.take_back, name="take_back"),
    path(f"{_REPLY}again/", replies.again, name="again"),
    path(f"{_REPLY}discard/", replies.discard, name="discard"),
    path(f"{_CASE}note/", verbs.note, name="note"),
    path(f"{_CASE}tag/", verbs.tag, name="tag"),
    path(f"{_CASE}taggings/<int:tagging_id>/undo/", verbs.untag, name="untag"),
    path(f"{_CASE}hand-over/", cases.hand_over, name="hand_over"),
    path(f"{_CASE}take/", verbs.take, name="take"),
    path(f"{_CASE}release/", verbs.release, name="release"),
    path(f"{_CASE}assign/", verbs.assign, name="assign"),
    path(f"{_CASE}resolve/", verbs.resolve, name="resolve"),
    path(f"{_CASE}reopen/", verbs.reopen, name="reopen"),
    path(f"{_CASE}snooze/", verbs.snooze, name="snooze"),
    path(f"{_CASE}dismiss/", verbs.dismiss, name="dismiss"),
    path(f"{_CASE}priority/", verbs.priority, name="priority"),
]
