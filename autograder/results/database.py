"""The database of a gradebook, SQLite or PostgreSQL: its faults in one line, and how several
graders take turns."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

import sqlalchemy
from nbgrader.api import InvalidEntry
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from autograder.model import CourseError

__all__ = ["Database"]

LOG = logging.getLogger("tornado.application")  # nbgrader's own, for its gradebook
WENT_AWAY = "the server went away; run the same command again, which goes on where this stood"
NO_ANSWER = "the server does not answer; start it, or mend the address"
# What SQLite and PostgreSQL say of a fault that is no other version -> what it is, and what to do.
FAULTS = {
    "database is locked": "another program is writing to it, the Formgrader or nbgrader; wait for "
    "it and run the same command again",
    "disk is full": "no room is left on the disk; make some and run the same command again, which "
    "goes on where this stood",
    "readonly database": "it can't be written to; make the file and its folder writable",
    "unable to open database": "it can't be opened or written to; make the file and its folder "
    "readable and writable",
    "is malformed": "the file is damaged; put your last copy of it in its place",
    "not a database": "the file is no database; put your last copy of it in its place",
    "disk I/O error": "the disk can't be read or written; nothing more was recorded",
    "server closed the connection": WENT_AWAY,
    "terminating connection": WENT_AWAY,
    "connection is lost": WENT_AWAY,
    "connection is closed": WENT_AWAY,
    "connection has been closed": WENT_AWAY,
    "could not connect": NO_ANSWER,
    "connection to server": NO_ANSWER,
    "connection failed": NO_ANSWER,
    "connection timeout": NO_ANSWER,
    "shutting down": NO_ANSWER,
    "starting up": NO_ANSWER,
    "permission denied": "this user may not write there; grant the rights on the database",
}
MOST_SAID = 300  # characters of the database's own words
LOCK = 0x476F6F64  # of all graders that share a gradebook, among a server's advisory locks


class Database:
    """A database by its address; it opens no connection of its own but to take turns."""

    def __init__(self, address: str) -> None:
        self.url = make_url(address)

    @property
    def kind(self) -> str:
        """sqlite or postgresql."""
        return self.url.get_backend_name()

    @property
    def name(self) -> str:
        """The address as messages have it: without a password."""
        return self.url.render_as_string(hide_password=True)

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Raise CourseError, in one line, for what goes wrong with the database inside. nbgrader
        logs a traceback of it besides, which is not shown."""
        before, LOG.disabled = LOG.disabled, True
        try:
            yield
        except ModuleNotFoundError as error:
            raise CourseError(
                f"{self.name}: {error.name} is missing, which reaches this database; run: "
                "pip install 'good-start[cluster]'"
            ) from None
        except (SQLAlchemyError, InvalidEntry) as error:
            said = " ".join(str(getattr(error, "orig", None) or error).split())
            for phrase, told in FAULTS.items():
                if phrase in said:
                    raise CourseError(f"{self.name}: {told} ({said[:MOST_SAID]})") from None
            raise self.other_version(said[:MOST_SAID]) from None
        finally:
            LOG.disabled = before

    def other_version(self, why: str) -> CourseError:
        """The error for what is no gradebook of this nbgrader."""
        return CourseError(
            f"{self.name}: not a gradebook of this nbgrader ({why}); back it up, then run "
            "`nbgrader db upgrade`"
        )

    @contextlib.contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Let no other grader make a gradebook or its cells meanwhile, where several share a
        server: each would add what it found missing."""
        if self.kind != "postgresql":
            yield
            return
        engine = sqlalchemy.create_engine(self.url, poolclass=NullPool)
        with engine.connect() as connection:  # whose end ends the lock, however it comes
            connection.execute(sqlalchemy.text(f"select pg_advisory_lock({LOCK})"))
            yield

    def queue(self, session: Session) -> None:
        """Wait until no other grader writes; then none does until this transaction ends. So two
        that write the same rows in another order never wait for each other in a ring."""
        if self.kind == "postgresql":
            session.execute(sqlalchemy.text(f"select pg_advisory_xact_lock({LOCK})"))
