"""Who runs the servers, and where their files stand.

Postgres refuses to run as root. Started by root, both servers run as `postgres` or `nobody`,
and that user must be able to pass through every folder above the servers' files.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from care.services import locks
from care.services.errors import ServiceError
from care.services.layout import Layout

OTHER_USERS = ("postgres", "nobody")
# Used when root keeps DATA_DIR where no other user may pass, such as under /root.
HOMES_OF_ROOT = Path("/var/lib/care")


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def passes_through(self, folder: Path) -> bool:
        return self._test("-x", folder)

    def reads(self, path: Path) -> bool:
        return self._test("-r", path)

    def _test(self, what: str, path: Path) -> bool:
        # Asked of the kernel, as that user: mode bits alone do not know of access lists.
        if not self.is_other:
            return os.access(path, os.X_OK if what == "-x" else os.R_OK)
        answer = subprocess.run(
            ["/bin/sh", "-c", f'test {what} "$0"', str(path)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
            check=False,
        )
        return answer.returncode == 0


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of the servers' files, and the user who owns what is in it."""

    path: Path
    account: Account

    def private_folder(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        self.give(folder)
        return folder

    def give(self, path: Path) -> None:
        if self.account.is_other:
            os.chown(path, self.account.uid, self.account.gid)


def settle(layout: Layout) -> Home:
    """The keepers of both servers ask side by side; the first one decides."""
    lock = locks.open_lock(layout.data_dir / "services-home.lock")
    try:
        locks.alone(lock)
        return _settle(layout)
    finally:
        os.close(lock)


def _settle(layout: Layout) -> Home:
    account = _choose_account()
    if layout.home_pointer.exists():
        path = Path(layout.home_pointer.read_text().strip())
        if not path.is_dir():
            raise ServiceError(
                f"The database of {layout.data_dir} stood in {path}, which is gone."
                f" Put it back, or delete {layout.home_pointer} to start with an empty one."
            )
    elif _lets_pass(layout.data_dir, account):
        path = layout.data_dir
    else:
        path = _home_of_root(layout)
    account = _owner_of_cluster(path) or account
    if not account.passes_through(path):
        raise ServiceError(
            f"The user {account.name!r}, who runs the embedded servers, cannot reach {path}."
            f" Allow it with chmod o+x on that folder and those above it,"
            " or choose another DATA_DIR."
        )
    return Home(path=path, account=account)


def _choose_account() -> Account:
    own = os.geteuid()
    if own != 0:
        return Account(name=_name_of(own), uid=own, gid=os.getegid())
    for name in OTHER_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise ServiceError(
        "Postgres does not run as root, and this machine has neither a user 'postgres'"
        " nor 'nobody'. Add one, or run the command as a normal user."
    )


def _owner_of_cluster(home: Path) -> Account | None:
    """Root goes on with a cluster that a normal user began, as that user."""
    if os.geteuid() != 0:
        return None
    for cluster in home.glob("pg[0-9]*"):
        facts = cluster.stat()
        if facts.st_uid != 0:
            return Account(name=_name_of(facts.st_uid), uid=facts.st_uid, gid=facts.st_gid)
    return None


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _lets_pass(folder: Path, account: Account) -> bool:
    if account.passes_through(folder):
        return True
    facts = folder.stat()
    if facts.st_uid == os.geteuid() and account.passes_through(folder.parent):
        # Only our own folder, never one above it; its secrets and logs stay closed.
        folder.chmod(facts.st_mode | 0o011)
        return account.passes_through(folder)
    return False


def _set_aside(path: Path) -> None:
    """Its data folder was deleted, and with it the passwords; a database is never deleted here."""
    if not any(path.glob("pg[0-9]*")):
        return
    if locks.is_held(path / "postgres.claim"):
        raise ServiceError(f"A Postgres still runs in {path}. Stop it, and try again.")
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path.rename(path.with_name(f"{path.name}.before-{moment}"))


def _home_of_root(layout: Layout) -> Path:
    digest = hashlib.sha256(os.fsencode(layout.data_dir)).hexdigest()[:12]
    path = HOMES_OF_ROOT / digest
    try:
        HOMES_OF_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
        _set_aside(path)
        path.mkdir(mode=0o755, exist_ok=True)
        (path / "data-folder").write_text(f"{layout.data_dir}\n")
        layout.home_pointer.write_text(f"{path}\n")
    except OSError as error:
        raise ServiceError(
            f"The data folder {layout.data_dir} stands where only root may pass, and {path}"
            f" cannot be made: {error.strerror}. Choose another DATA_DIR."
        ) from error
    return path
