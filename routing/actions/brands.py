"""Brands: how they are called, how they greet and sign."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from care.core.audit import changed, note
from care.core.errors import Refused
from care.core.models import Member
from care.core.text import typed
from routing.engine.dress import signature
from routing.engine.filling import fill
from routing.models import Brand
from routing.shelf import sample_of

MAX_NAME: Final = 120
MAX_STYLE: Final = 60
MAX_GREETING: Final = 200
MAX_PROMPT: Final = 240


@dataclass(frozen=True, slots=True)
class BrandWords:
    """What a brand is called, and what it says."""

    name: str
    signature_style: str = ""
    greeting: str = ""
    private_invitation: str = ""
    public_close: str = ""


FIELDS: Final = tuple(BrandWords.__dataclass_fields__)


def words_of(brand: Brand) -> BrandWords:
    return BrandWords(**{field: getattr(brand, field) for field in FIELDS})


def check_save_brand(*, member: Member, words: BrandWords, brand: Brand | None) -> BrandWords:
    """As it will be stored. `Refused.code` names the field that is wrong."""
    values = sample_of(member, brand=brand).values()
    style = _line(words.signature_style, "signature_style", MAX_STYLE)
    greeting = _line(words.greeting, "greeting", MAX_GREETING)
    name = _line(words.name, "name", MAX_NAME)
    if not name:
        raise Refused(_("Give the brand a name."), code="name")
    _check_variables(signature(style, values).undefined, "signature_style")
    _check_variables(fill(greeting, values).undefined, "greeting")
    _check_name(name, brand)
    return BrandWords(
        name=name,
        signature_style=style,
        greeting=greeting,
        private_invitation=_line(words.private_invitation, "private_invitation", MAX_PROMPT),
        public_close=_line(words.public_close, "public_close", MAX_PROMPT),
    )


def do_save_brand(*, member: Member, words: BrandWords, brand: Brand | None) -> Brand:
    if brand is None:
        made = Brand.objects.create(slug=_slug(words.name), **asdict(words))
        note(member, "brand.make", f"brand {made.id}", name=made.name)
        return made
    told = changed(asdict(words_of(brand)), asdict(words))
    if told:
        for field, (_was, new) in told.items():
            setattr(brand, field, new)
        brand.save(update_fields=list(told))
        note(member, "brand.change", f"brand {brand.id}", **told)
    return brand


def _line(text: str, field: str, most: int) -> str:
    """Empty stays empty; a line break would be lost in the one line that these are."""
    line = " ".join(text.split())
    if not line:
        return ""
    try:
        return typed(line, limit=most)
    except Refused as refused:
        raise Refused(refused.sentence, code=field) from refused


def _check_variables(undefined: tuple[str, ...], field: str) -> None:
    if undefined:
        raise Refused(
            _("There is no variable “%(name)s”. Choose one of the list.") % {"name": undefined[0]},
            code=field,
        )


def _check_name(name: str, brand: Brand | None) -> None:
    same = Brand.objects.filter(name__iexact=name)
    if (same.exclude(id=brand.id) if brand else same).exists():
        raise Refused(
            _("Another brand is called “%(name)s” already. Choose another name.") % {"name": name},
            code="name",
        )


def _slug(name: str) -> str:
    """One that no other brand has."""
    base = slugify(name)[:50] or "brand"
    taken = set(Brand.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    tries = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)
