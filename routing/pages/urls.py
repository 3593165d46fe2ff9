"""What of /<organisation>/settings/ is policy: who works on what, and by which rules."""

from __future__ import annotations

from django.urls import path

from routing.pages import fields, organisation, reasons, rule, rules, tags, team, teams, topics

app_name = "policy"

urlpatterns = [
    path("teams/", teams.page, name="teams"),
    path("teams/new/", team.new, name="new_team"),
    path("teams/<int:team_id>/", team.page, name="team"),
    path("teams/<int:team_id>/remove/", team.remove, name="remove_team"),
    path("lines/", teams.add_line, name="add_line"),
    path("lines/<int:line_id>/rename/", teams.rename_line, name="rename_line"),
    path("lines/<int:line_id>/move/", teams.move_line, name="move_line"),
    path("lines/<int:line_id>/remove/", teams.remove_line, name="remove_line"),
    path("tags/", tags.page, name="tags"),
    path("tags/new/", tags.add, name="add_tag"),
    path("tags/<int:tag_id>/", tags.change, name="change_tag"),
    path("tags/<int:tag_id>/retire/", tags.retire, name="retire_tag"),
    path("tags/<int:tag_id>/revive/", tags.revive, name="revive_tag"),
    path("tags/routes/", tags.add_route, name="add_route"),
    path("tags/routes/<int:route_id>/", tags.change_route, name="change_route"),
    path("tags/routes/<int:route_id>/remove/", tags.remove_route, name="remove_route"),
    path("rules/", rules.page, name="rules"),
    path("rules/order/", rules.order, name="order_rules"),
    path("rules/new/", rule.new, name="new_rule"),
    path("rules/<int:rule_id>/", rule.page, name="rule"),
    path("rules/<int:rule_id>/switch/", rules.switch, name="switch_rule"),
    path("rules/<int:rule_id>/move/", rules.move, name="move_rule"),
    path("rules/<int:rule_id>/remove/", rules.remove, name="remove_rule"),
    path("rules/<int:rule_id>/versions/<int:version>/", rule.version, name="rule_version"),
    path("organisation/", organisation.page, name="organisation"),
    path("fields/", fields.page, name="fields"),
    path("fields/new/", fields.add, name="add_field"),
    path("fields/<int:field_id>/", fields.change, name="change_field"),
    path("fields/<int:field_id>/move/", fields.move, name="move_field"),
    path("fields/<int:field_id>/retire/", fields.retire, name="retire_field"),
    path("fields/<int:field_id>/revive/", fields.revive, name="revive_field"),
    path("topics/", topics.page, name="topics"),
    path("topics/<int:tag_id>/", topics.topic, name="topic"),
    path("topics/<int:tag_id>/question/", topics.question, name="topic_question"),
    path("topics/<int:tag_id>/items/", topics.add_item, name="add_item"),
    path("topics/<int:tag_id>/items/<int:item_id>/", topics.change_item, name="change_item"),
    path("topics/<int:tag_id>/items/<int:item_id>/move/", topics.move_item, name="move_item"),
    path("topics/<int:tag_id>/items/<int:item_id>/retire/", topics.retire_item, name="retire_item"),
    path("reasons/", reasons.page, name="reasons"),
    path("reasons/new/", reasons.add, name="add_reason"),
    path("reasons/<int:reason_id>/", reasons.change, name="change_reason"),
    path("reasons/<int:reason_id>/move/", reasons.move, name="move_reason"),
    path("reasons/<int:reason_id>/retire/", reasons.retire, name="retire_reason"),
    path("reasons/<int:reason_id>/revive/", reasons.revive, name="revive_reason"),
]
