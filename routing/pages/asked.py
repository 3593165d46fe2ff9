"""Reading what a form of these pages sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404

from care.core.pages.gate import MAX_ID
from care.core.requests import MemberRequest
from care.core.tenancy.models import TenantModel

Row = TypeVar("Row", bound=TenantModel)


@dataclass(frozen=True, slots=True)
class Said:
    """A form of the page that was refused: which one, why, and what was typed."""

    about: str = ""
    sentence: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


def typed_in(request: MemberRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def found(rows: QuerySet[Row, Row], row_id: int) -> Row:
    """Absent and foreign are the same 404."""
    row = rows.filter(id=row_id).first() if 0 < row_id <= MAX_ID else None
    if row is None:
        raise Http404
    return row


def number(text: str | None) -> int:
    """An id that a form sent; 0, which is nobody's, when it is none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 19:
        return 0
    return min(int(text), MAX_ID)


def numbers(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(filter(None, map(number, texts)))
