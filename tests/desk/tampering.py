"""Ways to change what is posted, past the desk; each is refused by the tables themselves."""

from sqlalchemy import Connection, Table, delete, insert, select, text, update

ATTACKS = ("update", "delete", "replace", "truncate")

OTHER = {
    "ledger_entry": {"reason": "x"},
    "ledger_transfer": {"amount": 1},
    "invoice": {"amount": 1},
    "settlement": {"amount": 1},
}
"""What would be said instead."""


def tamper(connection: Connection, table: Table, attack: str) -> None:
    """Try it on the newest row of ``table``, or on all of them."""
    newest = connection.execute(select(table).order_by(table.c.id.desc()).limit(1)).one()._asdict()
    sqlite = connection.dialect.name == "sqlite"
    match attack:
        case "update":
            connection.execute(update(table).values(OTHER[table.name]))
        case "replace" if sqlite:
            connection.execute(insert(table).prefix_with("OR REPLACE").values(newest | OTHER[table.name]))
        case "replace":
            connection.execute(
                text(
                    f"INSERT INTO {table.name} SELECT * FROM {table.name} WHERE id = {newest['id']} "
                    "ON CONFLICT (id) DO UPDATE SET id = 0"
                )
            )
        case "truncate" if not sqlite:
            connection.execute(text(f"TRUNCATE {table.name} CASCADE"))
        case _:
            connection.execute(delete(table))
