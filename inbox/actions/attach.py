"""Files of drafts, and how they become those of a reply or a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from care.core import files
from care.core.errors import Refused
from care.core.files import MOST_BYTES, Kept
from care.core.models import Member
from care.core.sniffing import HEAD, UNKNOWN, sniffed
from care.core.text import faithful
from inbox.access import MAX_ID
from inbox.models import Attachment, Case, Draft, Message, Note
from inbox.models.desk import Pen
from inbox.networks.capabilities import (
    Capabilities,
    UnknownNetwork,
    allowed,
    capabilities_of,
)

MOST_ON_A_NOTE: Final = 10
# Also of networks that take no descriptions: colleagues read them.
LONGEST_ALT: Final = 1_500


def taking(case: Case) -> Capabilities:
    try:
        return allowed(capabilities_of(case.channel.network), case.channel.limits)
    except UnknownNetwork:
        sentence = _("This network is not known here: nothing can be sent to it.")
        raise Refused(sentence) from None


def check_attach(*, member: Member, case: Case, pen: str, head: bytes, size: int) -> None:
    """Before a file is written anywhere: would a reply of any visibility, or a note, take it?"""
    if pen not in Pen.values:
        raise Refused(_("There is no such pen. Reload the page."))
    _check_size(size)
    begun = Draft.objects.filter(member=member, case=case, pen=pen)
    have = Attachment.objects.filter(draft__in=begun).count()
    if pen == Pen.NOTE:
        _check_number(have + 1, MOST_ON_A_NOTE)
        return
    network = taking(case)
    most = max(network.media.most.values(), default=0)
    if not most:
        raise Refused(
            _("%(network)s takes no files. Attach it to a note instead.")
            % {"network": network.label}
        )
    _check_number(have + 1, most)
    check_type(network, sniffed(head[:HEAD]), size)


def check_type(network: Capabilities, mime: str, size: int, name: str = "") -> None:
    most = network.media.most_bytes(mime)
    if not most:
        told = {"network": network.label, "types": types_of(network)}
        if mime == UNKNOWN:
            raise Refused(_("%(network)s does not take this file. It takes %(types)s.") % told)
        raise Refused(
            _("%(network)s does not take files of the type %(mime)s. It takes %(types)s.")
            % {**told, "mime": mime}
        )
    if size > most:
        told = {"network": network.label, "most": megabytes(most), "has": megabytes(size)}
        raise Refused(
            _("The file has %(has)s MB; %(network)s takes at most %(most)s MB of this type.") % told
        )


def _check_size(size: int) -> None:
    if not size:
        raise Refused(_("The file is empty. Choose another one."))
    if size > MOST_BYTES:
        raise Refused(
            _("The file has %(has)s MB; at most %(most)s MB fit.")
            % {"has": megabytes(size), "most": megabytes(MOST_BYTES)}
        )


def _check_number(number: int, most: int) -> None:
    if number > most:
        raise Refused(
            ngettext(
                "Only one file fits. Remove it before you attach another one.",
                "At most %(most)s files fit. Remove one before you attach another one.",
                most,
            )
            % {"most": most}
        )


def types_of(network: Capabilities) -> str:
    """For people: "PNG, JPEG and WebP up to 5 MB, GIF up to 15 MB"."""
    if "*" in network.media.types:
        return _("any file up to %(most)s MB") % {"most": megabytes(network.media.types["*"])}
    by_size: dict[int, list[str]] = {}
    for mime, most in network.media.types.items():
        by_size.setdefault(most, []).append(mime.partition("/")[2].upper())
    return "; ".join(
        _("%(types)s up to %(most)s MB") % {"types": ", ".join(names), "most": megabytes(most)}
        for most, names in by_size.items()
    )


def megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")


def keep(*, organisation_id: int, pen: str, content: bytes, name: str) -> Kept:
    """The file in the storage. Outside of transactions: see `care.core.files.keep`. What goes to
    customers is a picture and nothing else; a note keeps what it was given."""
    try:
        return files.keep(organisation_id, content, name=name, clean=pen == Pen.REPLY)
    except files.Unusable:
        raise Refused(
            _("This picture cannot be read: it is damaged, or far too large. Choose another one.")
        ) from None


def do_attach(*, member: Member, case: Case, pen: str, kept: Kept, alt: str = "") -> Attachment:
    """The file on the member's draft, which begins with it if need be. Needs
    `inbox.access.case_beside`: of two uploads at once the second sees the first."""
    draft, _made = Draft.objects.get_or_create(
        member=member,
        case=case,
        pen=pen,
        defaults={"text": "", "written_at": timezone.now()},
    )
    have = Attachment.objects.filter(draft=draft)
    most = MOST_ON_A_NOTE if pen == Pen.NOTE else max(taking(case).media.most.values(), default=0)
    _check_number(have.count() + 1, most)
    last = have.order_by("-position").values_list("position", flat=True).first()
    return Attachment.objects.create(
        draft=draft,
        position=0 if last is None else last + 1,
        uploaded_by=member,
        alt=alt_text(alt),
        **files.columns_of(kept),
    )


def alt_text(alt: str) -> str:
    return " ".join(faithful(alt, limit=LONGEST_ALT).split())


def attached(*, member: Member, case: Case, attachment_id: int) -> Attachment:
    """The file on a draft of the member. Http404 when the case has no such file; refused when it
    is no draft's any more."""
    found = None
    if 0 < attachment_id <= MAX_ID:
        here = (
            Q(draft__case=case, draft__member=member) | Q(message__case=case) | Q(note__case=case)
        )
        found = Attachment.objects.filter(here, id=attachment_id).first()
    if found is None:
        raise Http404
    if found.draft_id is None:
        raise Refused(_("This file was sent already. Reload the page."))
    return found


def do_detach(*, member: Member, case: Case, row: Attachment) -> None:
    """Needs `inbox.access.case_beside`. Nothing is left of a draft that was only this file."""
    do_remove([row])
    drafts = Draft.objects.filter(member=member, case=case)
    used = Attachment.objects.filter(draft__in=drafts).values("draft_id")
    drafts.filter(text="").exclude(id__in=used).delete()


def do_remove(rows: Sequence[Attachment]) -> int:
    """The rows now, their files once that is committed."""
    files.forget(name for row in rows for name in (row.stored, row.preview))
    return Attachment.objects.filter(id__in=[row.id for row in rows]).delete()[0] if rows else 0


def do_describe(*, member: Member, case: Case, pen: str, alts: Mapping[int, str]) -> None:
    """What is on the pictures, for people who do not see them."""
    drafts = Draft.objects.filter(member=member, case=case, pen=pen)
    for row in Attachment.objects.filter(draft__in=drafts, id__in=list(alts)):
        alt = alt_text(alts[row.id])
        if alt != row.alt:
            row.alt = alt
            row.save(update_fields=["alt"])


def chosen_files(
    *, member: Member, case: Case, pen: str, ids: Sequence[int]
) -> tuple[Attachment, ...]:
    """Those of the member's draft that the form named: what they saw is what goes."""
    wanted = set(ids)
    if not wanted:
        return ()
    drafts = Draft.objects.filter(member=member, case=case, pen=pen)
    found = tuple(
        Attachment.objects.filter(id__in=wanted, draft__in=drafts).order_by("position", "id")
    )
    if len(found) != len(wanted):
        raise Refused(
            _(
                "A file of this form was removed or sent meanwhile. Look at what is attached, then"
                " send again."
            )
        )
    return found


def check_files(*, case: Case, visibility: str, chosen: Sequence[Attachment]) -> None:
    """Would the network take them together with a reply of this visibility?"""
    if not chosen:
        return
    network = taking(case)
    most = dict(network.media.most).get(visibility, 0)  # type: ignore[call-overload]
    if not most:
        raise Refused(_("%(network)s takes no files here.") % {"network": network.label})
    _check_number(len(chosen), most)
    for row in chosen:
        check_type(network, row.mime, row.size)
        if network.media.alt_length and len(row.alt) > network.media.alt_length:
            raise Refused(
                _("A description has %(has)s characters; %(network)s takes %(most)s. Shorten it.")
                % {
                    "has": len(row.alt),
                    "network": network.label,
                    "most": network.media.alt_length,
                }
            )
        if row.mime in network.media.alone and len(chosen) > 1:
            raise Refused(
                _("%(network)s takes a moving picture only alone.") % {"network": network.label}
            )


def give_to_message(chosen: Sequence[Attachment], message: Message) -> None:
    ids = [row.id for row in chosen]
    if ids:
        Attachment.objects.filter(id__in=ids).update(message=message, draft=None)


def give_to_note(chosen: Sequence[Attachment], note: Note) -> None:
    ids = [row.id for row in chosen]
    if ids:
        Attachment.objects.filter(id__in=ids).update(note=note, draft=None)


def take_from_message(message: Message, draft: Draft) -> None:
    """A reply that was taken back: its files stand in the draft again, before what came since."""
    back = list(Attachment.objects.filter(message=message).order_by("position", "id"))
    if not back:
        return
    begun = Attachment.objects.filter(draft=draft).order_by("position", "id")
    for position, row in enumerate([*back, *begun]):
        row.position, row.message, row.draft = position, None, draft
        row.save(update_fields=["position", "message", "draft"])
