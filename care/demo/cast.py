"""Who works in the demo organisations, and what they are called. Pure values."""

from __future__ import annotations

from dataclasses import dataclass

from care.core.models.member import Role


@dataclass(frozen=True, slots=True)
class Player:
    name: str
    role: Role
    teams: tuple[str, ...] = ()

    def email(self, slug: str) -> str:
        return f"{self.name.split()[0].lower()}@{slug}.example"


@dataclass(frozen=True, slots=True)
class Stage:
    """One demo organisation: its accounts on the simulated network, and its people."""

    name: str
    slug: str
    handles: tuple[str, ...]
    players: tuple[Player, ...]


FIRST, SECOND = "first-line", "second-line"

NORTHWIND = Stage(
    "Northwind Mobile",
    "northwind",
    ("NorthwindCare",),
    (
        Player("Amara Diallo", Role.AGENT, (FIRST,)),
        Player("Jonas Lindqvist", Role.AGENT, (FIRST,)),
        Player("Priya Raman", Role.AGENT, (SECOND,)),
        Player("Tomasz Zielinski", Role.AGENT, (SECOND,)),
        Player("Helen Okafor", Role.TEAM_LEADER, (FIRST, SECOND)),
        Player("Martin Vega", Role.ADMIN),
    ),
)

FERNWAY = Stage(
    "Fernway Rail",
    "fernway",
    ("FernwayHelp",),
    (
        Player("Bea Collins", Role.AGENT, (FIRST,)),
        Player("Idris Haddad", Role.AGENT, (FIRST,)),
        Player("Nora Weiss", Role.AGENT, (SECOND,)),
        Player("Leo Marchetti", Role.AGENT, (SECOND,)),
        Player("Grace Turner", Role.TEAM_LEADER, (FIRST, SECOND)),
        Player("Sam Adeyemi", Role.ADMIN),
    ),
)

DEMO = (NORTHWIND, FERNWAY)

# The organisation that works the conversations of `make run CORPUS=FILE`.
REPLAY = Stage(
    "Replay",
    "replay",
    (),
    (
        Player("Ada Berg", Role.AGENT, (FIRST,)),
        Player("Ben Castro", Role.AGENT, (FIRST,)),
        Player("Cleo Dubois", Role.AGENT, (SECOND,)),
        Player("Dev Ekström", Role.AGENT, (SECOND,)),
        Player("Ella Fontaine", Role.TEAM_LEADER, (FIRST, SECOND)),
        Player("Finn Gallo", Role.ADMIN),
    ),
)

# Works for both demo organisations: one sign-in, a switcher.
AGENCY = Player("Robin Hale", Role.AGENT, (FIRST,))
AGENCY_EMAIL = "robin@agency.example"
