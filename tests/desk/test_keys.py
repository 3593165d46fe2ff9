"""One list of commands feeds the help sheet, the keys and the palette."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from care.core.models import Member
from inbox.desk.commands import BY_NAME, GROUPS, OF_THE_PEN, VIEW_LETTERS, caps
from routing.models import Brand, BrandSight, CannedAnswer
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.desk.letters import DESK, hear, letter

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
APPLE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"


class Sheet(HTMLParser):
    """What the help sheet says: the keys of each line by its name, and where g leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: dict[str, tuple[str, list[str], str]] = {}
        self.go: dict[str, str] = {}
        self._line = ""
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-name" in given:
            self._line = given["data-name"] or ""
            self.lines[self._line] = (given["data-keys"] or "", [], "")
        if "data-go" in given:
            self.go[given["data-go"] or ""] = given["href"] or ""
        self._in = tag

    def handle_data(self, data: str) -> None:
        if self._line and data.strip():
            heard, printed, says = self.lines[self._line]
            if self._in == "kbd":
                printed.append(data)
            elif self._in == "span" and data != "or":
                says += data
            self.lines[self._line] = (heard, printed, says)

    def handle_endtag(self, tag: str) -> None:
        if tag == "dl":
            self._line = ""


def sheet(client: Client, agent: str = "") -> Sheet:
    page = client.get(f"{DESK}keys/", headers={"User-Agent": agent})
    assert page.status_code == 200
    return Sheet(page.content.decode())


def test_the_help_sheet_says_every_command_and_its_keys(anna: Client) -> None:
    lines = sheet(anna).lines
    assert list(lines) == list(BY_NAME)
    for name, command in BY_NAME.items():
        heard, printed, says = lines[name]
        assert heard == ("" if name in OF_THE_PEN else command.key), name
        wanted = [
            *caps(command.key, apple=False),
            *(caps(command.also, apple=False) if command.also else ()),
        ]
        assert (printed, says) == (wanted, str(command.says)), name


def test_a_mac_has_its_own_keys(anna: Client) -> None:
    assert sheet(anna, APPLE).lines["palette"][1] == ["⌘", "K"]
    assert sheet(anna).lines["palette"][1] == ["Ctrl", "K"]


def test_no_key_means_two_things() -> None:
    heard = [c.key for c in BY_NAME.values() if c.name not in OF_THE_PEN]
    assert sorted(heard) == sorted(set(heard))
    assert "g" not in heard
    assert len(set(VIEW_LETTERS.values())) == len(VIEW_LETTERS)
    assert sum(len(group.commands) for group in GROUPS) == len(BY_NAME)


def test_every_command_is_done_by_something_and_nothing_else_is() -> None:
    acts = (ROOT / "static/care/js/commands.js").read_text()
    body = acts[acts.index("const ACTS = {") : acts.index("const NEEDS")]
    by_script = set(re.findall(r"^  \"?([a-z-]+)\"?[:,]", body, re.M))
    printed = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    by_element = set(re.findall(r"data-command=\"([a-z-]+)\"", printed))
    card = (ROOT / "inbox/desk/card.py").read_text()
    steps = card[card.index("def _steps(") : card.index("def _colleagues(")]
    by_element |= set(BY_NAME) & set(re.findall(r'"([a-z-]+)"', steps))
    assert by_script | by_element | OF_THE_PEN == set(BY_NAME)


def test_every_place_behind_g_is_a_page_of_whoever_looks(
    acme: Cast, sign_in: SignIn, anna: Client
) -> None:
    for member in (acme.anna, acme.leader, acme.admin):
        client = sign_in(member)
        for letter_, href in sheet(client).go.items():
            assert client.get(href).status_code == 200, (letter_, href)
    assert {"1", "2", "m", "b", "p"} <= set(sheet(anna).go)
    assert "c" not in sheet(anna).go
    assert "c" in sheet(sign_in(acme.admin)).go


def test_who_switched_single_keys_off_reads_so(acme: Cast, anna: Client) -> None:
    assert "They can be switched off in your profile" in anna.get(f"{DESK}keys/").content.decode()
    with acme.door():
        Member.objects.filter(id=acme.anna.id).update(single_keys=False)
    page = anna.get(f"{DESK}views/open/").content.decode()
    assert "Single keys are switched off for you." in page
    assert 'data-single-keys="off"' in page


def test_pages_of_the_settings_fetch_the_same_tools(anna: Client) -> None:
    assert f'data-tools="{DESK}keys/"' in anna.get("/acme/settings/me/").content.decode()
    came = anna.get(f"{DESK}keys/", headers={"HX-Request": "true", "HX-Target": "tools"})
    assert 'id="shortcuts"' in came.content.decode()
    assert 'id="palette"' in came.content.decode()
    assert "<html" not in came.content.decode()


# The palette


def offered(client: Client, **query: str | int) -> str:
    return client.get(f"{DESK}palette/", query).content.decode()


def test_the_palette_offers_the_places_and_pages_that_one_may_open(
    acme: Cast, anna: Client, sign_in: SignIn
) -> None:
    mine, admins = offered(anna), offered(sign_in(acme.admin))
    assert 'data-href="/acme/desk/queues/second-line/"' in mine
    assert "Settings: My profile" in mine
    assert "Settings: Rules of engagement" not in mine
    assert "Settings: Rules of engagement" in admins


def test_canned_answers_are_offered_where_they_can_be_used(acme: Cast, anna: Client) -> None:
    case = hear(acme, letter("kim"))
    with acme.door():
        CannedAnswer.objects.create(name="Restart it", shortcut="re", text="Please restart it.")
    assert "Restart it" not in offered(anna)
    assert f"/acme/desk/cases/{case}/?in=queues%2Ffirst-line&amp;answer=" in offered(
        anna, case=case
    )
    assert "Restart it" not in offered(anna, case=case + 1000)


def test_words_find_cases_and_customers_while_they_are_typed(acme: Cast, anna: Client) -> None:
    case = hear(acme, letter("kimberly", "the washing machine hums"))
    hear(acme, letter("lou", "nothing works"))
    found = offered(anna, q="washing mach")
    assert f'data-href="/acme/desk/cases/{case}/' in found
    assert "<mark>washing</mark>" in found
    assert "Lou" not in found
    assert "from%3A%22%40kimberly%22" in offered(anna, q="kimb")
    assert "palette__one" not in offered(anna, q="zebra")


def test_words_of_brands_out_of_sight_find_nothing(acme: Cast, anna: Client) -> None:
    hear(acme, letter("kim", "the washing machine hums"))
    with acme.door():
        other = Brand.objects.create(name="Other")
        BrandSight.objects.create(member=acme.anna, brand=other)
    assert "palette__one" not in offered(anna, q="washing")
    assert "palette__one" not in offered(anna, q="kim")
