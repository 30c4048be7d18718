"""What callers say is found: recall by romanisations the index knows nothing of (SPEED 2), at small scale."""

from collections.abc import Sequence

from sqlalchemy import select

from benchmarks.bigbook import fill
from benchmarks.recall import GOALS, Target, cases, measured
from consoleapp.store import search
from consoleapp.store.engine import Database
from consoleapp.store.tables import member


def test_recall_of_each_class_meets_its_goal(sqlite_database: Database) -> None:
    with sqlite_database.write() as connection:
        fill(connection, members=2_500, policies=40, claims=0)
        search.rebuild(connection)
        people = select(member.c.id, member.c.name_en, member.c.name_zh).where(member.c.id % 43 == 0)
        targets = [Target(*row) for row in connection.execute(people)]

        def answer(text: str) -> Sequence[tuple[int, str, str]]:
            hits = search.find(connection, text).hits
            return [(hit.id, hit.title, hit.title_zh) for hit in hits]

        found, missed = measured(cases(targets), answer)
    assert set(found) == set(GOALS)
    short = {group: share for group, share in found.items() if share < GOALS[group]}
    assert not short, [(case.text, case.target.name_en) for case in missed if case.group in short]
