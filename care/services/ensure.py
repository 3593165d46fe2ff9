from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from care.services.layout import open_layout
from care.services.lease import Lease
from care.services.secret_files import credentials_key_file, secret_key_file

REPLACED_BY = {"postgres": "DATABASE_URL", "valkey": "BROKER_URL"}


@dataclass(frozen=True, slots=True)
class Services:
    """Where the database and the broker are. An operator's own database shows us no admin."""

    database_url: str
    owner_database_url: str
    broker_url: str
    admin_database_url: str | None = None
    backup_database_url: str | None = None

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "CARE_OWNER_DATABASE_URL": self.owner_database_url,
            "BROKER_URL": self.broker_url,
        }


@contextmanager
def ensure(
    data_dir: Path, *, environ: Mapping[str, str] = os.environ, throwaway: bool = False
) -> Iterator[Services]:
    """Joins the running servers of `data_dir`, or starts them; they run while anybody uses them.

    DATABASE_URL and BROKER_URL in the environment each replace one of them.
    """
    with lease_servers(data_dir, environ=environ, throwaway=throwaway) as leases:
        yield found(leases, environ=environ)


@contextmanager
def lease_servers(
    data_dir: Path, *, environ: Mapping[str, str], throwaway: bool = False
) -> Iterator[list[Lease]]:
    """Both servers start side by side; `found` waits for them."""
    servers = [server for server, variable in REPLACED_BY.items() if not _given(environ, variable)]
    with ExitStack() as stack:
        leases = []
        for server in servers:
            lease = Lease(open_layout(data_dir), server, throwaway=throwaway)
            stack.callback(lease.leave)
            lease.join()
            leases.append(lease)
        yield leases


def found(leases: list[Lease], *, environ: Mapping[str, str]) -> Services:
    ours = {name: url for lease in leases for name, url in lease.addresses().items()}
    database = _given(environ, "DATABASE_URL")
    # An operator with one role for everything names it once; row security is forced on it too.
    owner = _given(environ, "CARE_OWNER_DATABASE_URL") if database else ""
    return Services(
        database_url=database or ours["database_url"],
        owner_database_url=owner or database or ours["owner_database_url"],
        broker_url=_given(environ, "BROKER_URL") or ours["broker_url"],
        admin_database_url=ours.get("admin_database_url"),
        backup_database_url=ours.get("backup_database_url"),
    )


def key_files(data_dir: Path, *, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that name the key files, for the keys that the environment does not give."""
    layout = open_layout(data_dir)
    files = {"CARE_SECRET_KEY": secret_key_file, "CARE_CREDENTIALS_KEY": credentials_key_file}
    return {
        f"{name}_FILE": str(make(layout))
        for name, make in files.items()
        if not _given(environ, name) and not _given(environ, f"{name}_FILE")
    }


def _given(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()
