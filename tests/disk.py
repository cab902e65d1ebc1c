"""Let nothing in this process wait for the disk, from when this is imported. No test takes the power
away: what was written outlives a process that is killed, without a sync of the file or of SQLite."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

import sqlalchemy
import sqlalchemy.event

os.fsync = lambda handle: None


@sqlalchemy.event.listens_for(sqlalchemy.Engine, "connect")
def _unsynced(connection: Any, record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = off").close()
