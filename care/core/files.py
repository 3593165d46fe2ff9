"""The storage of files: written once under a random name, read, and gone with the last who needs
it. Which rows a file belongs to is the business of whoever stores it."""

from __future__ import annotations

import hashlib
import logging
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from care.core import pictures
from care.core.sniffing import HEAD, SHOWN, FileKind, kind_of, sniffed

logger = logging.getLogger(__name__)

MOST_BYTES: Final = 25 * 1024 * 1024
_LONGEST_NAME: Final = 200
# What nobody's row names is somebody's who is still writing it, for so long.
_BEING_WRITTEN: Final = timedelta(hours=24)
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the storage. `preview` is a small picture of it, where one can be made."""

    name: str
    mime: str
    kind: FileKind
    size: int
    sha256: str
    stored: str
    preview: str = ""
    width: int | None = None
    height: int | None = None


def columns_of(kept: Kept) -> dict[str, Any]:
    """As rows keep it that name a file."""
    return {each.name: getattr(kept, each.name) for each in fields(kept)}


class Unusable(ValueError):
    """A picture that cannot be sent as it is: damaged, or beyond all measure."""


def storage() -> Storage:
    return storages["files"]


def keep(organisation_id: int, content: bytes, *, name: str = "", clean: bool = False) -> Kept:
    """Writes the file. `clean`: a picture is made anew without what its camera wrote into it;
    raises Unusable where that fails. Call it outside of transactions: a storage may be far away,
    and pictures take time."""
    mime = sniffed(content[:HEAD])
    size: pictures.Size | None = None
    look = b""
    if mime in SHOWN:
        try:
            if clean:
                content = pictures.cleaned(content, mime).content
            size = pictures.size_of(content, mime)
            look = pictures.small(content, mime)
        except pictures.BadPicture as error:
            if clean:
                raise Unusable(str(error)) from error
            size = None  # a customer's: kept as it is, to be downloaded
    kind: FileKind = kind_of(mime) if mime not in SHOWN or size is not None else "file"
    stored = _write(organisation_id, content)
    return Kept(
        name=shown_name(name),
        mime=mime,
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stored=stored,
        preview=_write(organisation_id, look) if look else "",
        width=size.width if size else None,
        height=size.height if size else None,
    )


def _write(organisation_id: int, content: bytes) -> str:
    month = timezone.now().strftime("%Y-%m")
    name = f"{organisation_id}/{month}/{secrets.token_hex(20)}"
    return storage().save(name, ContentFile(content))


def put_away(organisation_id: int, file: IO[bytes], *, under: str) -> str:
    """Writes a file of our own making below a folder of that name; gives where it lies. Call it
    outside of transactions."""
    month = timezone.now().strftime("%Y-%m")
    name = f"{under}/{organisation_id}/{month}/{secrets.token_hex(20)}"
    return storage().save(name, File(file))


def opened(stored: str) -> IO[bytes]:
    """Raises FileNotFoundError."""
    found: IO[bytes] = storage().open(stored, "rb")
    return found


def whole(stored: str) -> bytes:
    """Raises OSError, whatever the storage calls its failures."""
    try:
        with opened(stored) as file:
            return file.read()
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"the storage failed: {type(error).__name__}") from error


def forget(names: Iterable[str]) -> None:
    """They go when the open transaction is committed. One that could not be removed then is found
    by the sweep."""
    every = [name for name in names if name]
    if every:
        transaction.on_commit(partial(_remove, every), robust=True)


def _remove(names: Sequence[str]) -> None:
    for name in names:
        try:
            storage().delete(name)
        except Exception as error:  # noqa: BLE001  # a storage raises what its maker chose
            logger.warning("file %s was not removed: %s", name, type(error).__name__)


def shown_name(name: str) -> str:
    """A name to be shown, and given to a download: no path, no sign that is not seen."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return " ".join(plain.split())[:_LONGEST_NAME]


def sweep(organisation_id: int, needed: Callable[[list[str]], set[str]], *, under: str = "") -> int:
    """Removes what lies in the organisation's part of the storage although no row names it: a
    worker died between writing the two. `needed` says which of the names some row has. Gives the
    number of those that went."""
    gone = 0
    before = timezone.now() - _BEING_WRITTEN
    for names in _batches(f"{under}/{organisation_id}" if under else str(organisation_id)):
        left = set(names) - needed(names)
        old = [name for name in sorted(left) if storage().get_modified_time(name) < before]
        _remove(old)
        gone += len(old)
    return gone


def _batches(folder: str) -> Iterator[list[str]]:
    months: list[str] = []
    with suppress(FileNotFoundError):
        months = storage().listdir(folder)[0]
    for month in months:
        names = storage().listdir(f"{folder}/{month}")[1]
        for start in range(0, len(names), _AT_ONCE):
            yield [f"{folder}/{month}/{name}" for name in names[start : start + _AT_ONCE]]
