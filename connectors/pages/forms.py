"""Forms of the channel settings. Each network's adapter says which fields its access has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.protocol import Adapter, Field
from routing.models import Brand

# Fields of an access stand beside the form's own.
PREFIX = "access_"
LONGEST = 4_000
RESOLVED, WORK = "resolved", "work"


@dataclass(frozen=True, slots=True)
class Blank:
    """One field of an access as the page asks for it. A secret is never shown again."""

    name: str
    label: str
    help: str
    kind: str
    required: bool
    value: str
    kept: bool
    errors: tuple[str, ...]


class AccessForm(forms.Form):
    def __init__(
        self,
        adapter: Adapter,
        data: QueryDict | None = None,
        *,
        kept: Mapping[str, str] | None = None,
    ) -> None:
        """`kept`: what is stored already, and stays where a secret is left empty."""
        super().__init__(data)
        self.adapter = adapter
        self.kept = dict(kept or {})
        for one in adapter.fields:
            self.fields[PREFIX + one.name] = forms.CharField(
                required=one.needed and not (one.secret and self.kept.get(one.name)),
                max_length=LONGEST,
            )

    def credentials(self) -> dict[str, str]:
        found = {}
        for one in self.adapter.fields:
            typed = self.cleaned_data[PREFIX + one.name]
            found[one.name] = typed or (self.kept.get(one.name, "") if one.secret else "")
        return {name: value for name, value in found.items() if value}

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(self._blank(one) for one in self.adapter.fields)

    def _blank(self, one: Field) -> Blank:
        name = PREFIX + one.name
        typed = self.data.get(name) if self.is_bound else self.kept.get(one.name)
        return Blank(
            name=name,
            label=_(one.label),
            help=_(one.help) if one.help else "",
            kind="password" if one.secret else "text",
            required=self.fields[name].required,
            value="" if one.secret else str(typed or ""),
            kept=one.secret and bool(self.kept.get(one.name)),
            errors=tuple(str(error) for error in self.errors.get(name, ())),
        )


class ConnectForm(AccessForm):
    base_url = forms.CharField(required=False, max_length=300)
    brand = forms.ChoiceField(
        error_messages={"invalid_choice": gettext_lazy("This brand is gone. Choose another one.")}
    )
    history = forms.ChoiceField(
        required=False,
        choices=[
            (RESOLVED, gettext_lazy("As history: resolved, without clocks, nobody is told")),
            (WORK, gettext_lazy("As work: every one of them opens a case")),
        ],
    )

    def __init__(
        self, adapter: Adapter, data: QueryDict | None = None, *, brands: Iterable[Brand]
    ) -> None:
        super().__init__(adapter, data)
        brand, where = self.fields["brand"], self.fields["base_url"]
        assert isinstance(brand, forms.ChoiceField)
        brand.choices = [(str(one.id), one.name) for one in brands]
        where.required = self.asks_where and not adapter.base_url

    @property
    def asks_where(self) -> bool:
        """A network that pushes is nowhere."""
        return bool(self.adapter.kinds)

    @property
    def asks_history(self) -> bool:
        return bool(self.adapter.kinds)

    def clean_base_url(self) -> str:
        return usual_address(self.cleaned_data["base_url"])


def usual_address(typed: str) -> str:
    """The address of a server as it is kept. Whether it may be reached says the outgoing client."""
    if not typed:
        return ""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named or parts.scheme not in ("https", "http"):
        raise ValidationError(_("This is no web address. It begins with https://."))
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValidationError(
            _("Only the server's address belongs here, without a name, a password or a question.")
        )
    return address.rstrip("/")
