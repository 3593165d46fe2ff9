"""Builds demo organisations. What is there already is left alone, so it may run at every start."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import slugify

from care.core.models import Organisation
from care.core.tenancy import organisation_door
from care.demo.answers import write_answers
from care.demo.cast import AGENCY, AGENCY_EMAIL, Player, Stage
from care.demo.network import NetworkAccount
from connectors.actions import ask_limits, check_connect, do_connect
from connectors.models import Account
from inbox.models import Channel
from routing.models import Brand, Team
from routing.setup import do_create_member, do_create_organisation

NETWORK = "simulated"


def build(stage: Stage, *, password: str) -> Organisation:
    """The organisation with its people, made if it is not there."""
    organisation = Organisation.objects.filter(slug=stage.slug).first()
    if organisation is not None:
        return organisation
    organisation = do_create_organisation(name=stage.name, slug=stage.slug)
    with organisation_door(organisation.id):
        write_answers(stage.slug)
    for player in stage.players:
        join(organisation, player, email=player.email(stage.slug), password=password)
    return organisation


def join(organisation: Organisation, player: Player, *, email: str, password: str) -> None:
    with organisation_door(organisation.id):
        do_create_member(
            organisation=organisation,
            email=email,
            name=player.name,
            password=password,
            role=player.role,
            teams=Team.objects.filter(slug__in=player.teams),
        )


def join_agency(organisations: Iterable[Organisation], *, password: str) -> None:
    for organisation in organisations:
        join(organisation, AGENCY, email=AGENCY_EMAIL, password=password)


def connect(organisation: Organisation, accounts: Iterable[NetworkAccount]) -> int:
    """The number of accounts newly connected: each a channel, with a brand of its own where the
    organisation speaks for several."""
    wanted = list(accounts)
    several = len(wanted) > 1
    connected = 0
    for one in wanted:
        with organisation_door(organisation.id):
            known = Channel.objects.filter(network=NETWORK, handle=one.handle).first()
            if known is not None and Account.objects.filter(channel=known).exists():
                continue
        credentials = {"token": one.token}
        author = check_connect(network=NETWORK, credentials=credentials)
        limits = ask_limits(network=NETWORK, credentials=credentials, account=author)
        with organisation_door(organisation.id):
            brand_id = _brand(one).id if several else Brand.objects.order_by("id")[0].id
            # What stands on the network already is the demo's work.
            do_connect(
                brand_id=brand_id,
                network=NETWORK,
                credentials=credentials,
                account=author,
                limits=limits,
                history_until=None,
            )
        connected += 1
    return connected


def _brand(account: NetworkAccount) -> Brand:
    slug = slugify(account.handle)[:60] or "brand"
    brand, _ = Brand.objects.get_or_create(
        slug=slug, defaults={"name": account.name, "signature_style": "^{initials}"}
    )
    return brand
