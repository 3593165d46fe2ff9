"""The one way to write down a change of settings, people or rights."""

from __future__ import annotations

from typing import Any

from care.core.models import AuditEntry, Member


def note(by: Member | None, verb: str, subject: str, **changes: Any) -> None:
    """`verb` is "what.deed", `subject` "what 12"; a change is `name=[old, new]`, a fact a bare
    value. Ids and names of settings, never a secret, never a customer's words. `by` is None for
    the operator."""
    AuditEntry.objects.create(member=by, verb=verb, subject=subject, data=changes)


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """[old, new] of what differs."""
    return {name: [before[name], new] for name, new in after.items() if before[name] != new}
