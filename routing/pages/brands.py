"""Settings: brands. An organisation with one sees its page at once, without the word."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from care.core.errors import Refused
from care.core.models import Member
from care.core.pages.gate import MAX_ID, admin_only, see_other, show
from care.core.requests import MemberRequest
from routing.actions.brands import (
    FIELDS,
    MAX_GREETING,
    MAX_PROMPT,
    MAX_STYLE,
    BrandWords,
    check_save_brand,
    do_save_brand,
    words_of,
)
from routing.engine.dress import dressed, signature
from routing.engine.filling import VARIABLES, Filled, fill
from routing.models import Brand
from routing.pages.answers_form import Choice
from routing.shelf import sample_of

STYLES = ("^{initials}", "-{first_name}", "/{first_name}", "{first_name}, {brand}")


@dataclass
class BrandForm:
    member: Member
    brand: Brand | None
    words: BrandWords
    errors: dict[str, str] = field(default_factory=dict)

    def check(self) -> BrandWords | None:
        try:
            return check_save_brand(member=self.member, words=self.words, brand=self.brand)
        except Refused as refused:
            place = refused.code if refused.code in FIELDS else "name"
            self.errors = {place: refused.sentence}
            return None

    def wrong(self, field: str) -> str:
        return self.errors.get(field, "")

    @cached_property
    def _values(self) -> dict[str, str]:
        sample = sample_of(self.member, brand=self.brand)
        return replace(sample, brand=self.words.name.strip() or sample.brand).values()

    @property
    def signature(self) -> Filled:
        return signature(self.words.signature_style, self._values)

    @property
    def greeting(self) -> Filled:
        return fill(self.words.greeting, self._values)

    @property
    def preview(self) -> str:
        """A first reply, as the customer would read it."""
        text = (
            _("thank you for telling us. I look into it right away.")
            if self.greeting.text
            else _("Thank you for telling us. I look into it right away.")
        )
        return dressed(text, greeting=self.greeting.text, signature=self.signature.text)

    @property
    def nameless(self) -> str:
        """What the greeting is where one cannot tell a name; empty where it is fine."""
        unnamed = {**self._values, "customer.first_name": "", "customer.name": ""}
        filled = fill(self.words.greeting, unnamed)
        return ", ".join(filled.empty)

    @property
    def variables(self) -> tuple[Choice, ...]:
        return tuple(Choice(name, _(says)) for name, says in VARIABLES.items())

    @property
    def styles(self) -> tuple[Choice, ...]:
        return tuple(Choice(style, signature(style, self._values).text) for style in STYLES)


def _typed(data: QueryDict) -> BrandWords:
    return BrandWords(**{name: data.get(name, "") for name in FIELDS})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def brands(request: MemberRequest, organisation: str) -> HttpResponse:
    """With one brand, its form; with several, their list."""
    known = list(Brand.objects.order_by("name", "id"))
    if len(known) == 1:
        return _page(request, known[0], alone=True)
    if request.method == "POST":
        return see_other(request, "brands:list")
    forms = [BrandForm(request.member, brand, words_of(brand)) for brand in known]
    return show(request, "settings/brands.html", {"forms": forms})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def new(request: MemberRequest, organisation: str) -> HttpResponse:
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def brand(request: MemberRequest, organisation: str, brand_id: int) -> HttpResponse:
    return _page(request, _one(brand_id))


def _one(brand_id: int) -> Brand:
    found = Brand.objects.filter(id=brand_id).first() if 0 < brand_id <= MAX_ID else None
    if found is None:
        raise Http404
    return found


@require_POST
@admin_only
def preview(request: MemberRequest, organisation: str) -> HttpResponse:
    """What the form would become, beside it while one types. Writes nothing."""
    form = BrandForm(request.member, None, _typed(request.POST))
    return show(request, "settings/_brand_preview.html", {"form": form})


def _page(request: MemberRequest, found: Brand | None, *, alone: bool = False) -> HttpResponse:
    if request.method != "POST":
        words = words_of(found) if found else BrandWords("", signature_style=STYLES[0])
        return _show(request, BrandForm(request.member, found, words), alone=alone)
    form = BrandForm(request.member, found, _typed(request.POST))
    checked = form.check()
    if checked is None:
        return _show(request, form, alone=alone, status=422)
    saved = do_save_brand(member=request.member, words=checked, brand=found)
    messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
    return see_other(request, "brands:list")


def _show(
    request: MemberRequest, form: BrandForm, *, alone: bool, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "brand": form.brand,
        "alone": alone,
        "most": {"style": MAX_STYLE, "greeting": MAX_GREETING, "prompt": MAX_PROMPT},
    }
    return show(request, "settings/brand.html", context, status=status)


app_name = "brands"

urlpatterns = [
    path("", brands, name="list"),
    path("new/", new, name="new"),
    path("preview/", preview, name="preview"),
    path("<int:brand_id>/", brand, name="brand"),
]
