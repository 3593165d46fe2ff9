"""Everything under /api/v1/ that is about cases."""

from __future__ import annotations

from django.urls import path

from inbox.api.views import around, bulk, cases, channels, customers, queues, talk, verbs

_CASE = "cases/<int:case_id>/"
_CUSTOMER = "customers/<int:customer_id>/"
_CHANNEL = "channels/<int:channel_id>/"

urlpatterns = [
    path("cases/", cases.Cases.as_view(), name="cases"),
    path(_CASE, cases.OneCase.as_view(), name="case"),
    path(f"{_CASE}messages/", cases.CaseMessages.as_view(), name="case_messages"),
    path(f"{_CASE}legs/", cases.CaseLegs.as_view(), name="case_legs"),
    path(f"{_CASE}events/", cases.CaseEvents.as_view(), name="case_events"),
    path(f"{_CASE}notes/", talk.CaseNotes.as_view(), name="case_notes"),
    path(f"{_CASE}tags/", talk.CaseTags.as_view(), name="case_tags"),
    path(f"{_CASE}tags/<slug:tag>/", talk.CaseTag.as_view(), name="case_tag"),
    path(f"{_CASE}replies/", talk.CaseReplies.as_view(), name="case_replies"),
    path(f"{_CASE}hand-over/", talk.HandOver.as_view(), name="case_hand_over"),
    path(f"{_CASE}assign/", verbs.Assign.as_view(), name="case_assign"),
    path(f"{_CASE}take/", verbs.Take.as_view(), name="case_take"),
    path(f"{_CASE}release/", verbs.Release.as_view(), name="case_release"),
    path(f"{_CASE}resolve/", verbs.Resolve.as_view(), name="case_resolve"),
    path(f"{_CASE}reopen/", verbs.Reopen.as_view(), name="case_reopen"),
    path(f"{_CASE}snooze/", verbs.Snooze.as_view(), name="case_snooze"),
    path(f"{_CASE}dismiss/", verbs.Dismiss.as_view(), name="case_dismiss"),
    path(f"{_CASE}priority/", verbs.Prioritise.as_view(), name="case_priority"),
    path("bulk/", bulk.BulkJobs.as_view(), name="bulk"),
    path("bulk/<int:job_id>/", bulk.OneBulkJob.as_view(), name="bulk_job"),
    path("bulk/<int:job_id>/cancel/", bulk.CancelBulkJob.as_view(), name="bulk_cancel"),
    path("bulk/<int:job_id>/undo/", bulk.UndoBulkJob.as_view(), name="bulk_undo"),
    path("queues/", queues.Queues.as_view(), name="queues"),
    path("queues/<int:queue_id>/next/", queues.NextCase.as_view(), name="next"),
    path(f"{_CASE}fields/", verbs.SetField.as_view(), name="case_fields"),
    path(f"{_CASE}friction/", verbs.Friction.as_view(), name="case_friction"),
    path("customers/", customers.Customers.as_view(), name="customers"),
    path(_CUSTOMER, customers.OneCustomer.as_view(), name="customer"),
    path(f"{_CUSTOMER}merge/", customers.Merge.as_view(), name="customer_merge"),
    path(f"{_CUSTOMER}part/", customers.Part.as_view(), name="customer_part"),
    path("fields/", around.Fields.as_view(), name="fields"),
    path("channels/", channels.Channels.as_view(), name="channels"),
    path(_CHANNEL, channels.OneChannel.as_view(), name="channel"),
    path(f"{_CHANNEL}messages/", channels.PushMessages.as_view(), name="push"),
    path(f"{_CHANNEL}replies/", channels.ReadyReplies.as_view(), name="ready"),
    path(
        f"{_CHANNEL}replies/<int:reply_id>/delivered/",
        channels.Delivered.as_view(),
        name="delivered",
    ),
    path("tags/", around.Tags.as_view(), name="tags"),
    path("teams/", around.Teams.as_view(), name="teams"),
    path("rules/", around.Rules.as_view(), name="rules"),
    path("sla-policies/", around.SlaPolicies.as_view(), name="sla_policies"),
    path("calendars/", around.Calendars.as_view(), name="calendars"),
]
