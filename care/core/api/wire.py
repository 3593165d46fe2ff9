"""What travels: JSON both ways, whatever the Accept header wishes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO, Any, Final

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

# A push of the most messages at once, ten times as long as people write.
MOST_BYTES: Final = 8 * 1024 * 1024


class Json(JSONParser):
    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        # The framework reads past Django's own limit for bodies.
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise RequestDataTooBig
        try:
            return super().parse(
                BytesIO(body), media_type, {**(parser_context or {}), "encoding": "utf-8"}
            )
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None


class AlwaysJson(BaseContentNegotiation):
    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        """No content type at all counts as JSON; any other one is refused."""
        [parser, *_others] = parsers
        kind = (request.content_type or "").partition(";")[0].strip().lower()
        return parser if kind in {"", parser.media_type} else None

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        [renderer, *_others] = renderers
        return renderer, renderer.media_type or ""
