"""Everything under /<organisation>/desk/."""

from __future__ import annotations

from django.urls import path

from inbox.desk.views import (
    answers,
    cases,
    customer,
    here,
    notices,
    pen,
    person,
    places,
    replies,
    saved,
    verbs,
)

app_name = "desk"

_CASE = "cases/<int:case_id>/"
_REPLY = f"{_CASE}replies/<int:message_id>/"

urlpatterns = [
    path("", places.home, name="home"),
    path("queues/<slug:queue>/", places.queue, name="queue"),
    path("views/<slug:name>/", places.view, name="view"),
    path("notices/", notices.page, name="notices"),
    path("notices/read/", notices.read, name="read_notices"),
    path("saved/new/", saved.new, name="new_view"),
    path("saved/<int:saved_id>/", saved.cases, name="saved"),
    path("saved/<int:saved_id>/edit/", saved.edit, name="edit_view"),
    path("saved/<int:saved_id>/delete/", saved.delete, name="delete_view"),
    path("next/", places.next_case, name="next"),
    path("availability/", person.availability, name="availability"),
    path("theme/", person.theme, name="theme"),
    path(_CASE, cases.case, name="case"),
    path(f"{_CASE}here/", here.here, name="here"),
    path(f"{_CASE}reply/", pen.reply, name="reply"),
    path(f"{_CASE}draft/", pen.draft, name="draft"),
    path("answers/lengths/", answers.lengths, name="answer_lengths"),
    path("brand-channels/<int:brand_id>/", answers.channels, name="brand_channels"),
    path(f"{_CASE}answers/", answers.menu, name="answers"),
    path(f"{_CASE}answers/<int:answer_id>/", answers.one, name="answer"),
    path(f"{_REPLY}take-back/", replies.take_back, name="take_back"),
    path(f"{_REPLY}again/", replies.again, name="again"),
    path(f"{_REPLY}discard/", replies.discard, name="discard"),
    path(f"{_REPLY}send-now/", replies.send_now, name="send_now"),
    path(f"{_REPLY}reschedule/", replies.reschedule, name="reschedule"),
    path(f"{_REPLY}acknowledge/", replies.acknowledge, name="acknowledge"),
    path(f"{_CASE}note/", verbs.note, name="note"),
    path(f"{_CASE}watch/", notices.watch, name="watch"),
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
    path(f"{_CASE}friction/", customer.friction, name="friction"),
    path(f"{_CASE}field/", customer.field, name="field"),
    path(f"{_CASE}same-person/", customer.same_person, name="same_person"),
    path(f"{_CASE}part/", customer.part, name="part"),
    path(f"{_CASE}around/", customer.around, name="around"),
]
