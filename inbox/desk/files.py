"""Files as they are printed: in the conversation, on notes, and in the composer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from care.core.files import MOST_BYTES
from care.core.pictures import LOOK
from inbox.actions.attach import MOST_ON_A_NOTE, megabytes, types_of
from inbox.desk.links import CaseLinks
from inbox.models.attachments import FileState
from inbox.networks.capabilities import Capabilities
from inbox.selectors.files import FileFact

_ICONS = {"picture": "image", "video": "film", "audio": "music", "file": "file"}


@dataclass(frozen=True, slots=True)
class ShownFile:
    id: int
    name: str
    alt: str
    icon: str
    href: str
    preview: str
    """Address of a small picture; empty where there is none."""
    width: int
    height: int
    """Of the small picture."""
    about: str
    """Type and size."""
    state: str
    says: str
    """Why it cannot be shown yet."""
    again: str
    """Address at which it is fetched once more."""
    remote: str
    detach: str = ""


@dataclass(frozen=True, slots=True)
class Attaching:
    """What the composer says before anybody chooses a file."""

    files: tuple[ShownFile, ...]
    says: Mapping[str, str]
    """The limits, by who would read it."""
    accept: str
    most_bytes: int
    """Of any file; a script says so before it sends it."""
    alt_length: int
    closed: bool
    error: str = ""


def shown_file(file: FileFact, to: CaseLinks, *, own_draft: bool = False) -> ShownFile:
    here = file.state == FileState.HERE
    width, height = _small(file)
    return ShownFile(
        id=file.id,
        name=file.name or _kind_words(file.kind),
        alt=file.alt,
        icon=_ICONS.get(file.kind, "file"),
        href=to.file(file.id) if here else "",
        preview=f"{to.file(file.id)}preview/" if here and file.looks else "",
        width=width,
        height=height,
        about=_about(file),
        state=file.state,
        says=_says(file),
        again=to.file_do(file.id, "fetch") if file.state == FileState.FAILED else "",
        remote=file.remote_url if file.remote_url.startswith("https://") and not here else "",
        detach=to.file_do(file.id, "detach") if own_draft else "",
    )


def _small(file: FileFact) -> tuple[int, int]:
    if not file.width or not file.height:
        return 0, 0
    scale = min(1.0, LOOK / max(file.width, file.height))
    return max(1, round(file.width * scale)), max(1, round(file.height * scale))


def _kind_words(kind: str) -> str:
    return {"picture": _("Picture"), "video": _("Video"), "audio": _("Audio")}.get(kind, _("File"))


def _about(file: FileFact) -> str:
    kind = file.mime.partition("/")[2].upper() if file.mime and file.kind != "file" else ""
    size = _size(file.size) if file.size else ""
    return ", ".join(part for part in (kind, size) if part)


def _size(size: int) -> str:
    if size < 1024 * 1024:
        return _("%(size)s kB") % {"size": max(1, round(size / 1024))}
    return _("%(size)s MB") % {"size": megabytes(size)}


def _says(file: FileFact) -> str:
    if file.state == FileState.AWAITED:
        return {
            "picture": _("The picture is being fetched."),
            "video": _("The video is being fetched."),
        }.get(file.kind, _("The file is being fetched."))
    if file.state == FileState.FAILED:
        return _("It could not be fetched: %(reason)s") % {"reason": file.last_error}
    return ""


def attaching_reply(
    files: tuple[FileFact, ...], to: CaseLinks, network: Capabilities | None, error: str
) -> Attaching:
    media = network.media if network else None
    most = dict(media.most) if media else {}
    return Attaching(
        files=tuple(shown_file(file, to, own_draft=True) for file in files),
        says={way: _limits(network, most.get(way, 0)) for way in most} if network else {},
        accept=",".join(media.types) if media and "*" not in media.types else "",
        most_bytes=max(media.types.values(), default=0) if media else 0,
        alt_length=media.alt_length if media else 0,
        closed=not any(most.values()),
        error=error,
    )


def attaching_note(files: tuple[FileFact, ...], to: CaseLinks, error: str) -> Attaching:
    told = {"number": MOST_ON_A_NOTE, "most": megabytes(MOST_BYTES)}
    return Attaching(
        files=tuple(shown_file(file, to, own_draft=True) for file in files),
        says={"note": _("Up to %(number)s files of any type, %(most)s MB each") % told},
        accept="",
        most_bytes=MOST_BYTES,
        alt_length=1_000,
        closed=False,
        error=error,
    )


def _limits(network: Capabilities, most: int) -> str:
    told = {"network": network.label, "number": most, "types": types_of(network)}
    if most == 1:
        return _("%(network)s takes 1 file: %(types)s") % told
    return _("%(network)s takes up to %(number)s files: %(types)s") % told
