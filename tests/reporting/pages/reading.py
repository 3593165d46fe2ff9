"""Pages of reports, read as somebody reads them: a figure, and what its link leads to."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from care.core.models import Member, Person
from tests.cast import Cast

_TILE = re.compile(
    r'<dt>([^<]*)</dt>\s*<dd class="tile__figure num">(?:<a[^>]*href="([^"]*)"[^>]*>)?([^<]*)'
)
_CELL = re.compile(r'<td class="num[^"]*">(?:<a[^>]*href="([^"]*)"[^>]*>)?\s*([^<]*)')
_ROW = re.compile(r'<tr[^>]*>\s*<th scope="row"><bdi>([^<]*)</bdi></th>(.*?)</tr>', re.DOTALL)
_LISTED = re.compile(r'data-case="(\d+)"')


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(Person.objects.get(memberships=member.membership_id))
    return client


class Reader:
    def __init__(self, cast: Cast, member: Member | None = None) -> None:
        self.client = client_of(member or cast.leader)
        self.root = f"/{cast.organisation.slug}/reports/"

    def page(self, name: str, query: str = "") -> str:
        response = self.client.get(f"{self.root}{name}/?{query}")
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def tiles(self, name: str, query: str = "") -> dict[str, str]:
        return {
            unescape(label): said for label, _href, said in _TILE.findall(self.page(name, query))
        }

    def links(self, name: str, query: str = "") -> dict[str, str]:
        """Of the figures that have one."""
        found = _TILE.findall(self.page(name, query))
        return {unescape(label): unescape(href) for label, href, _said in found if href}

    def table(self, name: str, section: str, query: str = "") -> dict[str, list[str]]:
        """The words of each row's cells."""
        return {
            label: [said for _href, said in cells]
            for label, cells in self.cells(name, section, query).items()
        }

    def cells(self, name: str, section: str, query: str = "") -> dict[str, list[tuple[str, str]]]:
        whole = self.page(name, query)
        part = whole.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0]
        return {
            unescape(label): [(unescape(href), said.strip()) for href, said in _CELL.findall(row)]
            for label, row in _ROW.findall(part)
        }

    def listed(self, href: str) -> list[int]:
        response = self.client.get(href)
        assert response.status_code == 200, href
        return [int(case_id) for case_id in _LISTED.findall(response.content.decode())]
