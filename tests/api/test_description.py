"""The description tells the truth: programs that are written from it, well or badly, are answered
as it says, and never by a failure."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import requests
import schemathesis
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from pytest_django import Settings
from schemathesis import Response, checks
from schemathesis.generation import GenerationMode

from tests.api.programs import Program, token_of
from tests.cast import Cast
from tests.walls.routes import routes_of_the_api

EXAMPLES = 8
SCHEMA = "/api/v1/schema/"


def described() -> Any:
    return schemathesis.openapi.from_dict(json.loads(Client().get(SCHEMA).content))


def test_the_description_is_made_without_a_warning() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


@pytest.mark.django_db
def test_every_route_is_described_and_nothing_else() -> None:
    written = json.loads(Client().get(SCHEMA).content)
    assert written["openapi"].startswith("3.")
    here = {
        "/" + route.form.replace("%(", "{").replace(")s", "}")
        for route in routes_of_the_api()
        if route.name != "api:nothing_here"
    }
    assert set(written["paths"]) == here
    for path, methods in written["paths"].items():
        for method, said in methods.items():
            assert said["security"] == [{"token": []}], path
            assert {"400", "401", "403", "404"} <= set(said["responses"]), f"{method} {path}"


@pytest.fixture
def town(acme: Cast, settings: Settings) -> dict[str, Any]:
    """An organisation with something at every path, and somebody who may do everything."""
    settings.API_REQUESTS_PER_MINUTE = 0
    token = token_of(acme, acme.anna)
    anna = Program(token)
    hello = {"external_id": "m", "author": "kim", "text": "Hello?"}
    said = anna.post(f"channels/{acme.channel_id}/messages/", {"messages": [hello]})
    case_id = said.body["results"][0]["case"]
    case = anna.get(f"cases/{case_id}/").body
    words = {"text": "Hello.", "visibility": "public"}
    reply = anna.post(f"cases/{case_id}/replies/", words, idempotency_key="answer-1").body
    anna.post(f"cases/{case_id}/tags/", {"name": "praise"})
    return {
        "token": token,
        "case_id": case_id,
        "tag": "praise",
        "channel_id": acme.channel_id,
        "customer_id": case["customer"]["id"],
        "queue_id": case["team"]["id"],
        "reply_id": reply["id"],
    }


def send(case: Any, token: str, more: dict[str, str]) -> Response:
    """Through the whole of Django, and handed back as the tool wants it."""
    wire = case.as_transport_kwargs(base_url="http://testserver")
    parts = urlsplit(wire["url"])
    query = "&".join(filter(None, (parts.query, urlencode(wire["params"] or {}, doseq=True))))
    body = json.dumps(wire["json"]).encode() if "json" in wire else wire.get("data") or b""
    given = {name: str(value) for name, value in wire["headers"].items()}
    kind = given.pop("Content-Type", "")
    headers = given | more | {"Authorization": f"Bearer {token}"}
    said = Client(raise_request_exception=False).generic(
        wire["method"], f"{parts.path}?{query}", body, content_type=kind, headers=headers
    )
    return Response(
        status_code=said.status_code,
        headers={name.lower(): [value] for name, value in said.headers.items()},
        content=said.content,
        request=requests.Request(wire["method"], wire["url"]).prepare(),
        elapsed=0.0,
        verify=False,
    )


CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)


def try_out(operation: Any, mode: GenerationMode, town: dict[str, Any]) -> set[int]:
    """The statuses of some requests that the description makes one think of."""
    statuses: set[int] = set()
    here = {name: town[name] for name in town if f"{{{name}}}" in operation.path}
    with_key = operation.path.endswith(("replies/", "hand-over/"))
    more = {"Idempotency-Key": "key-of-the-program"} if with_key else {}

    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode, path_parameters=here or None))
    def ask(case: Any) -> None:
        said = send(case, town["token"], more)
        statuses.add(said.status_code)
        case.validate_response(said, checks=CHECKS)

    ask()
    return statuses


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.django_db
def test_programs_written_from_it_meet_no_failure(
    town: dict[str, Any], mode: GenerationMode
) -> None:
    seen: set[int] = set()
    for found in described().get_all_operations():
        seen |= try_out(found.ok(), mode, town)
    assert {200, 400} <= seen
