from __future__ import annotations

import os
import pwd
import shutil
import stat
import sys
from pathlib import Path

import pytest
import redis

from care.services.account import Account
from care.services.layout import Layout
from tests.services.commands import (
    Command,
    eventually,
    keeper_of,
    kill,
    none_left,
    postmaster_of,
    query,
    running,
)

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def nobody_runs_python() -> bool:
    entry = pwd.getpwnam("nobody")
    account = Account(name="nobody", uid=entry.pw_uid, gid=entry.pw_gid)
    return os.geteuid() == 0 and account.passes_through(Path(sys.executable))


def client_of(broker_url: str) -> redis.Redis:
    return redis.Redis.from_url(broker_url.replace("redis+socket://", "unix://"))


def test_a_command_starts_both_servers_and_ends_them(lived_in: Path) -> None:
    command = Command(lived_in)
    found = command.addresses()
    assert query(found["database_url"], "SELECT current_user") == [("care_app",)]
    with client_of(found["broker_url"]) as broker:
        assert broker.ping()
    command.let_go()
    assert none_left(lived_in)


def test_a_second_command_joins_the_servers_of_the_first(lived_in: Path) -> None:
    first, second = Command(lived_in), Command(lived_in)
    assert first.addresses() == second.addresses()
    server = postmaster_of(lived_in)
    first.let_go()
    assert postmaster_of(lived_in) == server, "the second still uses it"
    second.let_go()
    assert none_left(lived_in)


def test_a_command_that_comes_while_the_servers_stop_gets_new_ones(lived_in: Path) -> None:
    for _ in range(4):
        command = Command(lived_in)
        found = command.addresses()
        assert query(found["database_url"], "SELECT 1") == [(1,)]
        command.kill()


def test_data_survive_a_restart(lived_in: Path) -> None:
    command = Command(lived_in)
    found = command.addresses()
    query(found["owner_database_url"], "CREATE TABLE kept AS SELECT 7 AS number")
    with client_of(found["broker_url"]) as broker:
        broker.set("kept", "7")
    command.let_go()

    command = Command(lived_in)
    assert command.addresses() == found, "addresses and passwords stay the same"
    assert query(found["owner_database_url"], "SELECT number FROM kept") == [(7,)]
    with client_of(found["broker_url"]) as broker:
        assert broker.get("kept") == b"7"
    command.let_go()


def test_a_killed_command_leaves_no_server(lived_in: Path) -> None:
    command = Command(lived_in)
    command.addresses()
    command.kill()
    assert eventually(lambda: none_left(lived_in))


def test_a_killed_keeper_takes_its_server_along_and_the_next_command_starts_anew(
    lived_in: Path,
) -> None:
    first = Command(lived_in)
    found = first.addresses()
    query(found["owner_database_url"], "CREATE TABLE kept_by_one AS SELECT 7 AS number")
    kill(keeper_of(lived_in, "postgres"))
    assert eventually(lambda: not running(lived_in, "postgres"))
    second = Command(lived_in)
    assert query(second.addresses()["owner_database_url"], "TABLE kept_by_one") == [(7,)]
    first.let_go()
    second.let_go()


def test_a_killed_database_server_is_started_again_and_has_lost_nothing(lived_in: Path) -> None:
    command = Command(lived_in)
    found = command.addresses()
    query(found["owner_database_url"], "CREATE TABLE kept_too AS SELECT 7 AS number")
    killed = postmaster_of(lived_in)
    kill(killed)

    def is_back() -> bool:
        announced = Layout(lived_in).address_file("postgres").exists()
        return announced and postmaster_of(lived_in) != killed

    assert eventually(is_back)
    assert query(found["owner_database_url"], "TABLE kept_too") == [(7,)]
    command.let_go()


def test_a_database_of_the_operators_own_replaces_the_embedded_one(lived_in: Path) -> None:
    own = os.environ["DATABASE_URL"]
    command = Command(lived_in, DATABASE_URL=own)
    found = command.addresses()
    assert found["database_url"] == found["owner_database_url"] == own
    assert "admin_database_url" not in found
    assert running(lived_in, "valkey")
    assert not running(lived_in, "postgres")
    command.let_go()


def test_a_long_path_gets_its_sockets_elsewhere(data_dir: Path) -> None:
    deep = data_dir / ("long" * 20)
    command = Command(deep)
    found = command.addresses()
    assert str(deep) not in found["broker_url"]
    assert query(found["database_url"], "SELECT 1") == [(1,)]
    command.let_go()
    assert not Path(found["broker_url"].removeprefix("redis+socket://")).parent.exists()


def test_secrets_are_for_their_owner_only(lived_in: Path) -> None:
    command = Command(lived_in)
    command.addresses()
    private = [*(lived_in / "secrets").iterdir(), *lived_in.glob("*.json"), lived_in / "secrets"]
    assert len(private) > 5
    for path in private:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    command.let_go()


def test_a_cluster_of_another_major_version_is_refused(data_dir: Path) -> None:
    (data_dir / "pg17").mkdir()
    assert "holds a database of another Postgres (pg17)" in Command(data_dir).complaint()


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence() -> None:
    assert "cannot be made" in Command(Path("/dev/null/care")).complaint()


def test_a_wrong_size_of_shared_buffers_is_said_in_one_sentence(lived_in: Path) -> None:
    complaint = Command(lived_in, CARE_PG_SHARED_BUFFERS="plenty").complaint()
    assert "CARE_PG_SHARED_BUFFERS is 'plenty'" in complaint
    assert "Traceback" not in complaint


@root_only
def test_root_runs_the_servers_as_another_user(data_dir: Path) -> None:
    command = Command(data_dir)
    command.addresses()
    assert (data_dir / "pg18").stat().st_uid != 0
    assert Path(f"/proc/{postmaster_of(data_dir)}").stat().st_uid != 0
    command.let_go()


@root_only
def test_roots_data_folder_behind_a_closed_door_works_too(data_dir: Path) -> None:
    data_dir.chmod(0o700)
    behind = data_dir / "care"
    command = Command(behind)
    found = command.addresses()
    home = Path((behind / "services-home").read_text().strip())
    assert query(found["database_url"], "SELECT 1") == [(1,)]
    assert (home / "pg18").is_dir()
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700, "no door of others was opened"
    command.let_go()
    assert none_left(behind)

    # Somebody deletes the data folder to begin anew: the old database is set aside, not opened.
    shutil.rmtree(behind)
    again = Command(behind)
    assert query(again.addresses()["database_url"], "SELECT 1") == [(1,)]
    again.let_go()
    (aside,) = home.parent.glob(f"{home.name}.before-*")
    assert (aside / "pg18").is_dir()
    shutil.rmtree(home)
    shutil.rmtree(aside)


@root_only
@pytest.mark.skipif(not nobody_runs_python(), reason="this Python is closed to other users")
def test_a_normal_user_runs_the_servers_as_himself(data_dir: Path) -> None:
    shutil.chown(data_dir, "nobody")
    command = Command(data_dir, user="nobody", HOME="/")
    found = command.addresses()
    assert query(found["database_url"], "SELECT 1") == [(1,)]
    assert (data_dir / "pg18").owner() == "nobody"
    command.let_go()

    as_root = Command(data_dir)
    assert query(as_root.addresses()["database_url"], "SELECT 1") == [(1,)]
    assert (data_dir / "pg18").owner() == "nobody", "root goes on as the user who began"
    as_root.let_go()
