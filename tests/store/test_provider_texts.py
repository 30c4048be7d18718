"""What the directory looks at is made of the record: by the migration for rows that are there."""

from pathlib import Path

from alembic.command import upgrade
from sqlalchemy import insert, select, table, text
from sqlalchemy.sql import column

from consoleapp.store import migrate
from consoleapp.store.engine import Database
from consoleapp.store.provider_texts import expression
from consoleapp.store.tables import provider


def test_rows_on_record_get_their_hours_and_words_by_the_migration(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/old.db")
    with database.write() as connection:
        upgrade(migrate.configuration(connection), "0006")
        old = table(
            "provider", *map(column, ("provider_no", "kind", "name_en", "name_zh", "phones", "hours"))
        )
        for number, hours in (("P1", "Mon-Fri 9:30AM–1:30PM"), ("P2", "ring us")):
            row = (number, "doctor", "DR. AU", "區醫生", "+85285950003; 61110000", hours)
            connection.execute(insert(old).values(dict(zip(old.c.keys(), row, strict=True))))
        upgrade(migrate.configuration(connection), "head")
    with database.read() as connection:
        found = connection.execute(
            select(provider.c.opening_hours, provider.c.name_words).order_by(provider.c.provider_no)
        ).all()
        assert connection.scalar(text("SELECT version FROM provider WHERE provider_no = 'P1'")) == 1
    database.close()
    assert [one.opening_hours for one in found] == ["Mo-Fr 09:30-13:30; PH unknown", ""]
    assert found[0].name_words.startswith("dr. au ")
    assert found[0].name_words.endswith(" p1 85950003 61110000")


def test_hours_that_cannot_be_read_for_certain_are_no_expression() -> None:
    assert expression("Mon-Fri 9-5; bring a friend") == ""
    assert expression("") == ""
