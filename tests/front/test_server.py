"""Bad input at the real server: stored faithfully, or refused with a clear answer, never half."""

from __future__ import annotations

import time
from html import unescape
from urllib.parse import quote

import pytest

from care.core.text import MAX_NOTE
from care.front.whole_body import MAX_BODY
from tests.cast import hire
from tests.front.conftest import Desk, hear
from tests.front.raw import connected, exchange, head

FAITHFUL = {
    "plain": "The line is fine since noon.",
    "right to left": "هل يعمل الراوتر الآن؟ \u202eשלום\u202c",
    "combining marks": "e" + "\u0301" * 300,
    "a family": "👩‍👩‍👧‍👦 👍🏽",
    "invisible": "a\u200bb\u2066c\u2069d\ufeff",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7 * 7 }} &amp; ' \" `",
    "lines": "one\n\n  two\n\tthree",
    "looks like SQL": "'; DROP TABLE inbox_note; --",
    "the last plane": "\U0010ffff\ufffe",
    "at the limit": "ü" * MAX_NOTE,
}

REFUSED = {
    "empty": b"",
    "blank": b"%20%0A+%E3%80%80",
    "NUL": b"a%00b",
    "too long": b"x" * (MAX_NOTE + 1),
    "too long, 0.9 MB": b"%20x" * 220_000,
}


@pytest.mark.parametrize("text", FAITHFUL.values(), ids=FAITHFUL.keys())
def test_a_text_is_stored_and_shown_as_it_was_typed(desk: Desk, text: str) -> None:
    status, answer = desk.post_bytes(f"{desk.case_path}note/", desk.form(text=text))
    assert status == 303, answer[-500:]
    assert desk.notes()[-1] == text
    assert text in unescape(desk.get(desk.case_path).text)
    assert "<script>alert" not in desk.get(desk.case_path).text


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_a_text_that_cannot_be_stored_is_refused_with_a_sentence(desk: Desk, text: bytes) -> None:
    before = desk.notes()
    status, answer = desk.post_bytes(f"{desk.case_path}note/", desk.form() + b"&text=" + text)
    assert status == 422
    assert b'role="alert"' in answer
    assert desk.notes() == before


@pytest.mark.parametrize("broken", [b"a%ED%A0%80b", b"a%FFb", b"%C3", b"%80%80"])
def test_bytes_that_are_no_text_become_the_sign_for_that(desk: Desk, broken: bytes) -> None:
    """Lone surrogates and damaged UTF-8: no browser sends them, so nobody's words are lost."""
    body = desk.form() + b"&text=" + broken
    assert desk.post_bytes(f"{desk.case_path}note/", body)[0] == 303
    assert "\ufffd" in desk.notes()[-1]
    assert desk.get(desk.case_path).status_code == 200


@pytest.mark.parametrize("broken", [b"a\xed\xa0\x80b", b"a\xffb", b"\x80", b"a\x00b", b"\xff\xfe"])
def test_bytes_that_were_never_encoded_break_nothing(desk: Desk, broken: bytes) -> None:
    body = desk.form() + b"&text=" + broken
    assert desk.post_bytes(f"{desk.case_path}note/", body)[0] in {303, 422}
    assert desk.get(desk.case_path).status_code == 200


def test_a_reply_that_was_cut_off_on_its_way_is_never_posted(desk: Desk) -> None:
    before = desk.notes()
    whole = desk.form(text="Do not, under any circumstances, unplug it.")
    for cut in (1, 20, len(whole) - 5):
        request = desk.form_head(f"{desk.case_path}note/", len(whole)) + whole[:-cut]
        assert exchange(desk.port, request, hang_up=True)[0] in {0, 400}
    time.sleep(0.2)
    assert desk.notes() == before
    assert desk.post_bytes(f"{desk.case_path}note/", whole)[0] == 303


def test_a_body_of_more_than_a_megabyte_is_refused(desk: Desk) -> None:
    before = desk.notes()
    body = desk.form(text="")
    body += b"x" * (MAX_BODY + 1 - len(body))
    status, _ = desk.post_bytes(f"{desk.case_path}note/", body)
    assert status in {0, 413}
    assert exchange(desk.port, desk.form_head(f"{desk.case_path}note/", MAX_BODY + 1))[0] == 413
    assert desk.notes() == before


def test_a_form_with_a_flood_of_fields_is_refused(desk: Desk) -> None:
    body = desk.form(text="x") + b"&a=1" * 5_000
    assert desk.post_bytes(f"{desk.case_path}note/", body)[0] == 400


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"text": "x"}'),
        ("multipart/form-data", b"text=x"),
        ("multipart/form-data; boundary=x", b"--y\r\n\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="\x00"'),
        ("multipart/form-data; boundary=" + "x" * 500, b"--x"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"text=%2BAGE-"),
        ("no such type \xff", b"text=x"),
    ],
)  # fmt: skip
def test_a_body_of_another_kind_is_refused(desk: Desk, kind: str, body: bytes) -> None:
    before = desk.notes()
    headers = desk.form_headers() | {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        "X-CSRFToken": desk.cookies["csrftoken"],
    }
    status, _ = exchange(desk.port, head("POST", f"{desk.case_path}note/", headers) + body)
    assert 400 <= status < 500
    assert desk.notes() == before


@pytest.mark.parametrize(
    "path",
    [
        "/acme/desk/?q=a%00b",
        "/acme/desk/queues/first-line/?after=%00",
        "/acme/%00/",
        "/accounts/login/?next=%00",
        "/healthz?%00",
        "/static/%00",
    ],
)  # fmt: skip
def test_a_nul_in_an_address_is_refused(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/%ff", "/%zz", "/%", "/acme/desk/%ff/", "/acme/desk/?tag=%ff&state=%ED%A0%80",
        "/static/..%2f..%2fcare/settings.py", "/static/../care/settings.py", "/static/%2e%2e/x",
        "//evil.example", "/\\evil", "/acme/desk",
        "/acme/desk/views/open/?after=" + "A" * 8_000,
        "/" + "x" * 8_000, "*", "http://evil.example/", "/acme/desk/cases/\u0661/",
    ],
)  # fmt: skip
def test_a_strange_address_breaks_nothing(desk: Desk, path: str) -> None:
    cookies = {"Cookie": desk.form_headers()["Cookie"]}
    for method in ("GET", "HEAD", "POST", "OPTIONS", "TRACE", "PROPFIND"):
        request = head(method, quote(path, safe="/%?&=.:*\\"), cookies)
        status, _ = exchange(desk.port, request)
        assert 200 <= status < 500, method


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": 'sessionid="aaaaaaaaaaaaaaaa\\000b"; csrftoken="\\000"'},
        {"Cookie": "sessionid=" + "x" * 5_000},
        {"Cookie": "sessionid=\xff; messages=\xff; care_theme=\xff"},
        {"Cookie": 'messages="[[]]"; sessionid=;=;;; a'},
        {"Accept-Language": "x" * 3_000},
        {"Accept-Language": "../../etc, \xff;q=9"},
        {"Referer": "\xff://["},
        {"X-Forwarded-For": "\xff"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"HX-Request": "true", "HX-Target": "\xff", "HX-Current-URL": "http://["},
        {"If-Modified-Since": "yesterday", "If-None-Match": "\xff", "Range": "bytes=9-1"},
        {"Transfer-Encoding": "gzip, chunked"},
        {"Host": "\xff"},
    ],
    ids=" ".join,
)
def test_a_strange_header_breaks_nothing(desk: Desk, headers: dict[str, str]) -> None:
    for path in ("/", "/accounts/login/", "/acme/desk/", desk.case_path):
        for given in (headers, {"Cookie": desk.form_headers()["Cookie"]} | headers):
            for method in ("GET", "POST"):
                status, _ = exchange(desk.port, head(method, path, given))
                assert 200 <= status < 500, (method, path)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil", "["])
def test_a_forged_host_is_refused(desk: Desk, host: str) -> None:
    request = b"GET /accounts/login/ HTTP/1.1\r\nHost: " + host.encode() + b"\r\n\r\n"
    assert exchange(desk.port, request)[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/healthz",
        "/accounts/login/",
        "/acme/desk/queues/first-line/",
        "/no/such/page/",
        "/?%00",
        "/static/care/css/base.css",
        "/static/no-such-file",
        "/favicon.ico",
    ],
)
def test_every_answer_carries_the_policy(desk: Desk, path: str) -> None:
    answer = desk.get(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_clients_that_leave_before_the_answer_take_no_thread_along(desk: Desk) -> None:
    """The server has three threads here."""
    cookies = {"Cookie": desk.form_headers()["Cookie"]}
    for _ in range(20):
        with connected(desk.port) as connection:
            connection.sendall(head("GET", desk.case_path, cookies))
    assert desk.get(desk.case_path).status_code == 200


def test_a_click_counts_even_if_its_client_left(desk: Desk) -> None:
    body = desk.form(text="Sent, then the train went into the tunnel.")
    with connected(desk.port) as connection:
        connection.sendall(desk.form_head(f"{desk.case_path}note/", len(body)) + body)
    for _ in range(100):
        if desk.notes()[-1].endswith("the tunnel."):
            break
        time.sleep(0.05)
    assert desk.notes()[-1].endswith("the tunnel.")


def test_no_word_of_another_organisation_comes_over_the_wire(desk: Desk) -> None:
    canary = "canary-of-globex"
    globex = hire("globex")
    theirs = hear(globex, f"My router is down, too. {canary}")
    for path in (
        desk.case_path,
        "/acme/desk/views/open/",
        "/acme/desk/queues/first-line/",
        f"/acme/desk/cases/{theirs}/",
        f"/globex/desk/cases/{theirs}/",
        "/globex/desk/",
        "/",
    ):
        answer = desk.get(path)
        assert canary not in answer.text, path
        assert canary not in str(answer.headers), path
