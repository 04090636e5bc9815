"""What tests of every kind share."""

import asyncio
import shutil
from pathlib import Path

import pytest

from convene.store import Store


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite database that tests get copies of: migrating takes much longer than copying."""
    file = tmp_path_factory.mktemp("sqlite") / "convene.db"
    asyncio.run(_make_tables(file))
    return file


async def _make_tables(file: Path) -> None:
    await (await Store.open(f"sqlite+aiosqlite:///{file}")).close()


@pytest.fixture
def sqlite_url(sqlite_with_tables: Path, tmp_path: Path) -> str:
    """A SQLite database of the test's own, with all tables and nothing in them."""
    return f"sqlite+aiosqlite:///{shutil.copyfile(sqlite_with_tables, tmp_path / 'convene.db')}"
