"""Installs what a requirements file pins into .venv; does nothing when nothing changed.

Runs with the machine's own Python, before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(f"Care needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    requirements = PROJECT / sys.argv[1]
    if not _venv_works():
        _make_venv()
    stamp = VENV / f"installed-{requirements.stem}"
    wanted = _fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"· Packages of {requirements.name} (once)", flush=True)
    if not _install_with_uv(requirements):
        _install_with_pip(requirements)
    _make_project_importable()
    stamp.write_text(wanted)


def _venv_works() -> bool:
    if not PYTHON.exists():
        return False
    asked = f"import sys; sys.exit(sys.version_info < {OLDEST!r})"
    return subprocess.run([PYTHON, "-c", asked], check=False).returncode == 0


def _make_venv() -> None:
    print("· Virtual environment .venv (once)", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True
    )
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if (uv := shutil.which("uv")) is not None:
        # Some systems ship Python without its venv; uv makes one on its own.
        subprocess.run([uv, "venv", "--quiet", "--seed", VENV], check=True)
        return
    sys.exit(
        f"{sys.executable} cannot make a virtual environment:\n{made.stdout}{made.stderr}\n"
        "On Debian and Ubuntu: apt-get install python3-venv, then try again."
    )


def _fingerprint(requirements: Path) -> str:
    facts = [sys.version.split()[0].encode(), requirements.read_bytes(), bytes(VENV)]
    return hashlib.sha256(b"\0".join(facts)).hexdigest()


def _install_with_uv(requirements: Path) -> bool:
    if not _pip("requirements-uv.txt", quiet=True):
        return False
    # A company's own certificate stands in the machine's store; a bare image may have no store.
    for trust in ("--no-system-certs", "--system-certs"):
        done = subprocess.run(
            [
                VENV / "bin" / "uv",
                *("pip", "install", "--quiet", trust, "--python", PYTHON),
                *("--require-hashes", "--requirement", requirements),
            ],
            check=False,
            capture_output=True,
            env=os.environ | _index_of_pip() | _no_cache_without_home(),
        )
        if done.returncode == 0:
            return True
    return False


def _install_with_pip(requirements: Path) -> None:
    print("· uv is not to be had here: plain pip, which takes some minutes", flush=True)
    if not _pip(requirements.name, quiet=False):
        sys.exit("The packages could not be installed; pip says why above.")


def _pip(requirements: str, *, quiet: bool) -> bool:
    done = subprocess.run(
        [
            *(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--require-hashes", "--requirement", PROJECT / requirements),
        ],
        check=False,
        stderr=subprocess.DEVNULL if quiet else None,
    )
    return done.returncode == 0


def _index_of_pip() -> dict[str, str]:
    """A mirror that pip was told of, in the words of uv, which does not read pip's settings."""
    asked = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", "global.index-url"],
        check=False,
        capture_output=True,
        text=True,
    )
    index = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    return {"UV_DEFAULT_INDEX": index} if index else {}


def _no_cache_without_home() -> dict[str, str]:
    """Service accounts often have no home folder, and uv stops where pip would shrug."""
    return {} if os.access(Path.home(), os.W_OK) else {"UV_NO_CACHE": "1"}


def _make_project_importable() -> None:
    """Lets .venv/bin/pytest, celery and the like find our packages from any folder."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = subprocess.run([PYTHON, "-c", asked], check=True, capture_output=True, text=True)
    (Path(folder.stdout.strip()) / "care-project.pth").write_text(f"{PROJECT}\n")


if __name__ == "__main__":
    main()
