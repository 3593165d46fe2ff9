"""What of /<organisation>/settings/ is about cases and messages."""

from __future__ import annotations

from django.urls import path

from inbox.desk.views import stuck

app_name = "settings"

urlpatterns = [
    path("stuck/", stuck.page, name="stuck"),
    path("stuck/replies/<int:message_id>/again/", stuck.send_again, name="send_again"),
    path("stuck/replies/<int:message_id>/discard/", stuck.discard_reply, name="discard_reply"),
    path("stuck/items/<int:parked_id>/again/", stuck.store_again, name="store_again"),
    path("stuck/items/<int:parked_id>/discard/", stuck.discard_item, name="discard_item"),
]
