"""Everything under /<organisation>/settings/channels/."""

from __future__ import annotations

from django.urls import path

from connectors.pages import connecting, views

app_name = "channels"

_CHANNEL = "<int:channel_id>/"

urlpatterns = [
    path("", views.channels, name="list"),
    path("connect/", connecting.choose, name="choose"),
    path("connect/confirm/", connecting.confirm, name="confirm"),
    path("connect/<slug:network>/", connecting.connect, name="connect"),
    path(_CHANNEL, views.channel, name="channel"),
    path(f"{_CHANNEL}poll/", views.poll, name="poll"),
    path(f"{_CHANNEL}test/", views.test, name="test"),
    path(f"{_CHANNEL}renew/", connecting.renew, name="renew"),
    path(f"{_CHANNEL}disconnect/", views.disconnect, name="disconnect"),
]
