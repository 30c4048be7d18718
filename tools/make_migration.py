"""Write the next revision: the difference between the newest one and the tables in the code.

    python tools/make_migration.py "what changes and why"

Read what it wrote before committing it, and set ``HEAD`` in ``consoleapp/store/revision.py``.
"""

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.command import revision, upgrade
from alembic.config import Config
from alembic.migration import MigrationContext  # noqa: F401 - loaded before env.py
from sqlalchemy import BigInteger, Integer

from consoleapp.store.engine import Database
from consoleapp.store.migrate import FOLDER, configuration
from consoleapp.store.types import Code, UtcDateTime


def render(kind: str, item: object, _context: object) -> str | bool:
    """Plain types in migrations: a revision must mean the same when the code has moved on."""
    if kind != "type":
        return False
    if isinstance(item, Code):
        return "sa.String()"
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, BigInteger) and item._variant_mapping:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    if isinstance(item, Integer) or not getattr(item, "_variant_mapping", None):
        return False
    return 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")'


def main(message: str) -> None:
    """Migrate an empty book to the newest revision, compare, write the next one."""
    versions = sorted((FOLDER / "versions").glob("[0-9]*.py"))
    number = f"{len(versions) + 1:04}"
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/empty.db")
        with database.write() as connection:
            config: Config = configuration(connection)
            if versions:  # tables alone: triggers and views may be of tables that are to come
                upgrade(config, "head")
            config.attributes["render_item"] = render
            script = revision(config, message, autogenerate=True, rev_id=number)
            connection.rollback()
        database.close()
    path = Path(script.path)  # type: ignore[union-attr]
    name = re.sub(r"\W+", "_", message.lower()).strip("_")[:40]
    path.rename(path.with_name(f"{number}_{name}.py"))
    print(path.with_name(f"{number}_{name}.py"))


if __name__ == "__main__":
    main(sys.argv[1])
