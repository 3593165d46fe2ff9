"""How a report stands in JSON: seconds, shares of one, counts; never words for figures."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from reporting.report import Cell, Column, Report, Section, Unit


class SheetShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    path = serializers.CharField(help_text="Where the report is read.")


class SheetsShape(serializers.Serializer[Any]):
    results = SheetShape(many=True)


class ColumnShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.ChoiceField(choices=[str(unit) for unit in Unit])
    definition = serializers.CharField(allow_blank=True)


class CellShape(serializers.Serializer[Any]):
    value = serializers.JSONField(allow_null=True, help_text="A number, a word, or null.")
    before = serializers.FloatField(
        allow_null=True, help_text="Of the period that it is compared with."
    )
    cases = serializers.CharField(
        allow_blank=True, help_text="The page that lists exactly the cases behind it."
    )
    immature = serializers.BooleanField(help_text="It can still change.")


class RowShape(serializers.Serializer[Any]):
    key = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    total = serializers.BooleanField()
    cells = CellShape(many=True)


class FigureShape(serializers.Serializer[Any]):
    column = ColumnShape()
    cell = CellShape()


class SectionShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    figures = FigureShape(many=True)
    columns = ColumnShape(many=True)
    rows = RowShape(many=True)


class ReportShape(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    start = serializers.DateTimeField(help_text="The first moment of the period.")
    end = serializers.DateTimeField(help_text="The first moment after it.")
    as_of = serializers.DateTimeField(help_text="Everything before it is in the figures.")
    sections = SectionShape(many=True)


def report_as_values(report: Report, origin: str) -> dict[str, Any]:
    return {
        "name": report.name,
        "title": report.title,
        "start": report.start,
        "end": report.end,
        "as_of": report.as_of,
        "sections": [_section(section, origin) for section in report.sections],
    }


def _section(section: Section, origin: str) -> dict[str, Any]:
    table = section.table
    return {
        "name": section.name,
        "title": section.title,
        "figures": [
            {"column": _column(tile.column), "cell": _cell(tile.cell, origin)}
            for tile in section.tiles
        ],
        "columns": [_column(column) for column in table.columns] if table else [],
        "rows": [
            {
                "key": row.key,
                "title": row.label,
                "total": row.total,
                "cells": [_cell(cell, origin) for cell in row.cells],
            }
            for row in (table.rows if table else ())
        ],
    }


def _column(column: Column) -> dict[str, str]:
    return {
        "name": column.name,
        "title": column.label,
        "unit": str(column.unit),
        "definition": column.definition,
    }


def _cell(cell: Cell, origin: str) -> dict[str, Any]:
    return {
        "value": cell.value,
        "before": cell.before,
        "cases": f"{origin}{cell.href}" if cell.href else "",
        "immature": cell.immature,
    }
