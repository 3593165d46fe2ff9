"""Rows as columns: one parameter a column, however many rows there are.

The driver adapts values one by one, which costs the ingest of a page a third of its processor
time. Here a column becomes the literal of an array, written by what runs in C.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection

_JSON = "jsonb"
_PLAIN = frozenset((int, float, bool, datetime, type(None)))
# Neither can stand in a text that Postgres stores.
_BETWEEN, _NULL = "\x00", "\udfff\ud800"
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Columns:
    """What gives the rows back in SQL: `source`, the expression of each column read from it, and
    the parameters of the expressions and of the source."""

    source: str
    values: tuple[str, ...]
    value_parameters: tuple[Any, ...]
    source_parameters: tuple[Any, ...]


def columns_of(table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """`rows` is not empty. A column that is the same in every row travels once, but for the last,
    which says how many rows there are."""
    types = types_of(table)
    values: list[str] = []
    varying: list[str] = []
    functions: list[str] = []
    constants: list[Any] = []
    parameters: list[Any] = []
    last = len(names) - 1
    for n, (name, column) in enumerate(zip(names, zip(*rows, strict=True), strict=True)):
        kind = types[name]
        if kind.endswith("[]"):
            column = tuple(None if value is None else literal(value) for value in column)
        if kind == _JSON and None in column:
            column = tuple(None if value is None else _encode(value) for value in column)
        same = kind != _JSON and column.count(column[0]) == len(column)
        if same and n < last:
            values.append(f"%s::{kind}")
            constants.append(_text(column[0]))
            continue
        # An array of arrays would come apart into their values.
        values.append(f"v.{name}::{kind}" if kind.endswith("[]") else f"v.{name}")
        varying.append(name)
        if kind == _JSON and None not in column:
            # Written as one: a hundred small documents each cost more to begin than to write.
            functions.append("jsonb_array_elements(%s::jsonb)")
            parameters.append(_encode(column))
        else:
            functions.append(f"unnest(%s::{'text' if kind.endswith('[]') else kind}[])")
            parameters.append(literal(column))
    source = f"ROWS FROM ({', '.join(functions)}) AS v ({', '.join(varying)})"
    return Columns(source, tuple(values), tuple(constants), tuple(parameters))


@lru_cache(maxsize=256)
def types_of(table: str) -> dict[str, str]:
    """The type of each column, without its length: a cast would cut a text that is too long, where
    the column itself refuses it."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    fields = model._meta.concrete_fields
    return {str(f.column): str(f.db_type(connection)).partition("(")[0] for f in fields}


def literal(values: Sequence[Any]) -> str:
    """The array of `values`: numbers, truths, times, texts, JSON, None."""
    kinds = set(map(type, values))
    if kinds <= _PLAIN:
        return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"
    if not kinds <= {str, type(None)}:
        values = [_text(value) for value in values]
    texts = [_NULL if value is None else value for value in values] if None in values else values
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != len(texts) - 1:
        raise ValueError("A text holds NUL, which Postgres cannot store.")
    quoted = joined.replace("\\", "\\\\").replace('"', '\\"').replace(_BETWEEN, '","')
    return ('{"' + quoted + '"}').replace(f'"{_NULL}"', "NULL")


def _text(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value if value is None or not isinstance(value, datetime) else value.isoformat()
    if isinstance(value, dict | list):
        return _encode(value)
    return str(value)
