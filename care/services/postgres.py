from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg2
from psycopg2.extensions import connection as Connection

from care.services import process, roles
from care.services.account import Home, settle
from care.services.binaries import postgres_programs
from care.services.errors import ServiceError
from care.services.layout import Layout
from care.services.secret_files import role_password
from care.services.sockets import claim, socket_folder
from care.services.tuning import postgres_settings

PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
# A fast shutdown writes one checkpoint; a large one on a slow disk takes its time.
STOP_PATIENCE = 60.0


@dataclass(slots=True)
class Postgres:
    layout: Layout
    throwaway: bool = False
    home: Home = field(init=False)
    programs: Path = field(init=False)
    sockets: Path = field(init=False)
    cluster: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = field(init=False, default=None)

    name = "postgres"

    def prepare(self) -> None:
        self.home = settle(self.layout)
        self.programs = postgres_programs(self.home)
        self.sockets = socket_folder(self.home, longest_name=f"{SOCKET_NAME}.lock")
        # Named by the major version: no other one can read it.
        self.cluster = self.home.path / f"pg{_major(self.programs)}"
        self._refuse_other_major()
        if not (self.cluster / "PG_VERSION").exists():
            self._create_cluster()

    def start(self) -> subprocess.Popen[bytes]:
        claimed = claim(self.home, self.name)
        try:
            # Nobody runs this cluster: the claim is inherited by every process of a server.
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)
            with process.open_log(self.log) as log:
                self._process = process.spawn(
                    [
                        self.programs / "postgres",
                        *("-D", self.cluster, "-k", self.sockets),
                        *postgres_settings(throwaway=self.throwaway),
                    ],
                    log=log,
                    dies_with_us_by=signal.SIGINT,
                    env=_environment(),
                    cwd=Path("/"),
                    account=self.home.account,
                    keeps_open=[claimed],
                )
        finally:
            os.close(claimed)
        self._await_answer(self._process)
        roles.prepare_database(self.connect, password_of=self._password_of)
        return self._process

    def stop(self) -> None:
        if self._process is not None:
            process.stop(self._process, by=signal.SIGINT, patience=STOP_PATIENCE)

    def addresses(self) -> dict[str, str]:
        return {
            "database_url": self._url(roles.APP),
            "owner_database_url": self._url(roles.OWNER),
            "admin_database_url": self._url(roles.ADMIN),
            "backup_database_url": self._url(roles.BACKUP),
        }

    def connect(self, database: str) -> Connection:
        return psycopg2.connect(
            host=str(self.sockets),
            port=PORT,
            dbname=database,
            user=roles.ADMIN,
            password=self._password_of(roles.ADMIN),
        )

    @property
    def log(self) -> Path:
        return self.layout.logs / "postgres.log"

    def discard(self) -> list[Path]:
        return [self.cluster]

    def _refuse_other_major(self) -> None:
        others = [path.name for path in self.home.path.glob("pg[0-9]*") if path != self.cluster]
        if others and not self.cluster.exists():
            raise ServiceError(
                f"{self.home.path} holds a database of another Postgres ({', '.join(others)}),"
                f" and this release of Care brings {self.cluster.name}. Make a backup with the"
                " release that wrote it, move that folder away, and restore the backup."
            )

    def _create_cluster(self) -> None:
        # Made beside its place and renamed: a start that was cut off leaves nothing half made.
        half_made = self.home.path / f".{self.cluster.name}.new"
        shutil.rmtree(half_made, ignore_errors=True)
        self.home.private_folder(half_made.name)
        secret = self.home.private_folder("run") / "initial-password"
        secret.write_text(self._password_of(roles.ADMIN))
        secret.chmod(0o600)
        self.home.give(secret)
        with process.open_log(self.log) as log:
            initdb = process.spawn(
                [
                    self.programs / "initdb",
                    *("-D", half_made, "-U", roles.ADMIN, f"--pwfile={secret}"),
                    *("-A", "scram-sha-256", "-E", "UTF8", "--data-checksums"),
                    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *(["--no-sync"] if self.throwaway else []),
                ],
                log=log,
                dies_with_us_by=signal.SIGINT,
                env=_environment(),
                cwd=Path("/"),
                account=self.home.account,
            )
            code = initdb.wait()
        secret.unlink()
        if code != 0:
            raise self._failure("initdb could not make a database cluster", code)
        half_made.rename(self.cluster)

    def _await_answer(self, server: subprocess.Popen[bytes]) -> None:
        # No limit while it lives: recovery after a crash takes as long as it takes.
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg2.OperationalError as error:
                if server.poll() is not None:
                    what = "Postgres ended while it started"
                    raise self._failure(what, server.returncode) from None
                if "password authentication failed" in str(error):
                    raise ServiceError(
                        f"Postgres in {self.cluster} refuses the password in"
                        f" {self.layout.secrets}. Put back the secrets of this data folder."
                    ) from error
            time.sleep(0.02)

    def _failure(self, what: str, code: int | None) -> ServiceError:
        return ServiceError(
            f"{what} (exit code {code}). The end of {self.log}:\n{process.last_lines(self.log)}"
        )

    def _password_of(self, role: str) -> str:
        return role_password(self.layout, role)

    def _url(self, role: str) -> str:
        query = urlencode({"host": str(self.sockets)}, quote_via=quote, safe="/")
        return f"postgresql://{role}:{self._password_of(role)}@/{roles.DATABASE}?{query}"


def _major(programs: Path) -> int:
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    found = re.search(r"\) (\d+)", answer.stdout)
    if found is None:
        raise ServiceError(f"Postgres names no version: {answer.stdout.strip()!r}.")
    return int(found[1])


def _environment() -> dict[str, str]:
    # Nothing of ours: PGDATA, PGPORT or a locale of the shell must not reach the server.
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
