"""Databases for the store's tests: a SQLite file always, PostgreSQL where a server or its programs are found."""

import os
import pwd
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from api.store.store import Store

NOW = 1_764_000_000
OpenStore = Callable[..., Store]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'gonggam.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: one SQLite file, or a fresh PostgreSQL database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'gonggam.db'}"
        return
    with _fresh_database(request.getfixturevalue("postgres_server")) as fresh:
        yield fresh


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    with _fresh_database(postgres_server) as fresh:
        yield fresh


@pytest.fixture
def open_store(url: str) -> Iterator[OpenStore]:
    """Opens stores on the test's database and closes them afterwards."""
    opened: list[Store] = []

    def open_one(**options: object) -> Store:
        opened.append(Store.open(url, now=lambda: NOW, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> Store:
    return open_store()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server: GONGGAM_TEST_POSTGRES, or a temporary cluster."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if given := os.environ.get("GONGGAM_TEST_POSTGRES"):
        yield given
        return
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("no PostgreSQL: set GONGGAM_TEST_POSTGRES or install it")
    # Not in pytest's folder: that is closed to every user but root, whom PostgreSQL refuses to run as.
    with TemporaryDirectory(prefix="gonggam-postgres-") as folder, _cluster(programs[-1].parent, Path(folder)) as url:
        yield url


@contextmanager
def _cluster(programs: Path, folder: Path) -> Iterator[str]:
    """A cluster of its own in the folder, stopped at the end."""
    user = _unprivileged(folder)
    data, port = folder / "data", _free_port()
    _run(programs / "initdb", "-D", data, "-U", "gonggam", "--auth=trust", "-E", "UTF8", "--no-locale", "-N", user=user)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{folder}'"
    _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start", user=user)
    try:
        yield f"postgresql+psycopg://gonggam@127.0.0.1:{port}/postgres"
    finally:
        _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop", user=user)


def _unprivileged(folder: Path) -> str | None:
    if os.geteuid() != 0:
        return None
    name = next((n for n in ("postgres", "nobody") if n in {entry.pw_name for entry in pwd.getpwall()}), None)
    if name is None:
        pytest.skip("PostgreSQL does not run as root and there is no other user")
    os.chown(folder, pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid)
    return name


def _run(*command: object, user: str | None) -> None:
    subprocess.run(
        [str(part) for part in command], user=user, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=60
    )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _fresh_database(server: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield engine.url.set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        engine.dispose()
