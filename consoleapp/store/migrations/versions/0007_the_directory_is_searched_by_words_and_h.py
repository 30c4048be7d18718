"""The directory is searched by words and hours; what is on record is read at once."""

import sqlalchemy as sa
from alembic import op

from consoleapp.store.provider_texts import texts_of

revision = "0007"
down_revision = "0006"

MADE = ("opening_hours", "name_words", "address_words")
READ = ("id", "provider_no", "name_en", "name_zh", "address_en", "address_zh", "phones", "hours")


def upgrade() -> None:
    for name in MADE:
        op.add_column("provider", sa.Column(name, sa.Text(), server_default="", nullable=False))
    provider = sa.table("provider", *(sa.column(name) for name in (*READ, *MADE)))
    connection = op.get_bind()
    made = [
        {"its_id": row.id, **{f"its_{name}": value for name, value in texts_of(row)._asdict().items()}}
        for row in connection.execute(sa.select(*(provider.c[name] for name in READ)))
    ]
    if made:
        write = sa.update(provider).where(provider.c.id == sa.bindparam("its_id"))
        connection.execute(write.values({name: sa.bindparam(f"its_{name}") for name in MADE}), made)
