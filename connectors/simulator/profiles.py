"""What people tell about themselves: drawn for each of them, and always the same."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from connectors.simulator.records import Person

PLACES = {
    "en": ("Millbrook", "Aldershaw", "Penbury", "Ashby", "Oakhurst", "near Dunmore", "up north"),
    "de": ("Freistadt", "Lindenau", "irgendwo im Zug", "Seehausen"),
    "fr": ("Valmont", "Saint-Aubin", "entre deux gares"),
    "es": ("Vallehermoso", "Costa Clara", "por ahí"),
    "ja": ("海浜町", "緑ヶ丘", "どこかの駅"),
    "ar": ("مدينة النخيل", "على الطريق"),
}
BIOS = {
    "en": (
        "Tea first.",
        "Parent of two, owner of no free evenings.",
        "Commuter, reader, occasional runner. Views are my own.",
        "Photos of birds and bridges.",
        "I fix bicycles and argue about fonts.",
        "Night shifts, plants, crosswords.",
        "Small business, big coffee.",
        "Teacher. Here for the trains and the puns.",
        "Northern by choice 🌧️",
    ),
    "de": ("Radfahrer und Pendler.", "Lehrerin, Hobbygärtnerin.", "Erst Kaffee, dann reden."),
    "fr": ("Lectrice, cycliste, râleuse à temps partiel.", "Papa, pain, vélo.", "Ici pour rire."),
    "es": ("Café, gatos y trenes.", "Profe. Opino por mi cuenta."),
    "ja": ("写真と散歩。", "会社員。コーヒーが好きです。"),
    "ar": ("أحب القراءة والسفر.", "مهندس، وأب لثلاثة."),
}
BRAND_BIO = "We are here to help, every day from 6 to 23. Please never post numbers of yours here."


@dataclass(frozen=True, slots=True)
class Profile:
    bio: str
    followers: int
    since: str
    location: str


def profile_of(who: Person) -> Profile:
    chance = random.Random(f"profile:{who.id}")
    since = f"{chance.randint(2009, 2025)}-{chance.randint(1, 12):02}"
    language = who.language if who.language in BIOS else "en"
    # Most people are followed by a few dozen, some by thousands.
    followers = min(900_000, math.floor(chance.lognormvariate(4.2, 1.6)))
    if who.is_account:
        return Profile(BRAND_BIO, 20_000 + followers * 10, since, "")
    bio = chance.choice(BIOS[language]) if chance.random() < 0.8 else ""
    location = chance.choice(PLACES[language]) if chance.random() < 0.7 else ""
    return Profile(bio, followers, since, location)
