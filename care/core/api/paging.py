"""Pages of long lists, by keyset: what comes in between moves nothing, and page 400 costs what the
first does. The cursor is opaque to clients and names only the place of the last row."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from care.core.moments import moment_of

Row = TypeVar("Row", bound=Model)

PARAMETERS = frozenset({"cursor", "limit"})
USUAL, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    rows: list[Row]
    next: str | None
    """The cursor of what follows."""


def page(request: Request, rows: QuerySet[Row], *, by: Sequence[str]) -> Slice[Row]:
    """`by` names columns that are never null, the last of them unique; "-id" goes down."""
    return first(rows, by=by, limit=_limit(request), after=request.query_params.get("cursor", ""))


def first(rows: QuerySet[Row], *, by: Sequence[str], limit: int, after: str = "") -> Slice[Row]:
    if after:
        rows = rows.filter(_behind(by, _read(after, by)))
    found = list(rows.order_by(*by)[: limit + 1])
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return Slice(shown, None if last is None else _write(last, by))


def listed(
    request: Request,
    rows: QuerySet[Row],
    *,
    by: Sequence[str],
    said: Callable[[list[Row]], Any],
) -> Response:
    """The page that the request asks for; `said` puts its rows into words."""
    found = page(request, rows, by=by)
    return Response(answer(request, said(found.rows), found.next))


def answer(request: Request, results: Any, cursor: str | None) -> dict[str, Any]:
    return {"results": results, "next": next_link(request, cursor)}


def next_link(request: Request, cursor: str | None, *, path: str = "") -> str | None:
    """A path on our own host, with the filters of this request: whoever follows it goes on."""
    if cursor is None:
        return None
    query = request.query_params.copy() if not path else None
    pairs = [(name, value) for name, values in (query.lists() if query else ()) for value in values]
    kept = [(name, value) for name, value in pairs if name != "cursor"]
    return f"{path or request.path}?{urlencode([*kept, ('cursor', cursor)])}"


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(USUAL))
    if not (given.isascii() and given.isdecimal() and len(given) < 6 and 1 <= int(given) <= MOST):
        said = _("A page has from 1 to %(most)s rows.") % {"most": MOST}
        raise ValidationError({"limit": [said]})
    return int(given)


def _name(column: str) -> str:
    return column.removeprefix("-")


def _behind(by: Sequence[str], values: Sequence[Any]) -> Q:
    column, value = by[0], values[0]
    further = Q(**{f"{_name(column)}__{'lt' if column.startswith('-') else 'gt'}": value})
    if len(by) == 1:
        return further
    return further | Q(**{_name(column): value}) & _behind(by[1:], values[1:])


def _write(row: Model, by: Sequence[str]) -> str:
    values = [getattr(row, _name(column)) for column in by]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(cursor: str, by: Sequence[str]) -> list[Any]:
    try:
        raw = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_"))
        if not isinstance(raw, list) or len(raw) != len(by):
            raise ValueError
        return [_value(part, _name(column)) for part, column in zip(raw, by, strict=True)]
    except (ValueError, RecursionError):
        said = _("This cursor is damaged. Begin with the first page.")
        raise ValidationError({"cursor": [said]}) from None


def _value(part: Any, column: str) -> Any:
    if column == "id":
        if type(part) is int and abs(part) < 2**63:
            return part
    elif isinstance(part, str):
        moment = moment_of(part)
        if moment is not None:
            return moment
    raise ValueError
