"""Every cell of who may hear what (DOMAIN 8, SAFETY 15)."""

from itertools import product

import pytest

from consoleapp.rules.disclosure import NEEDS, About, Topic, explain, may_hear, needed_level
from consoleapp.rules.verification import CallerRole, Level

COLUMNS = list(product(CallerRole, About))
TOPICS = (
    "directory cover benefits remaining claims claim_lines diagnosis personal_data "
    "account_state premium_ledger"
)
# A letter a topic, in the order above: 0 at once, i identified, v verified, - never.
TABLE = {
    ("member", "self"): "0iiiiivvi-",
    ("member", "minor"): "0iiiiivv--",
    ("member", "adult"): "0ii-------",
    ("guardian", "self"): "0---------",
    ("guardian", "minor"): "0iiiiivv--",
    ("guardian", "adult"): "0---------",
    ("family", "self"): "0---------",
    ("family", "minor"): "0i--------",
    ("family", "adult"): "0i--------",
    ("employer", "self"): "0ii-----ii",
    ("employer", "minor"): "0ii-------",
    ("employer", "adult"): "0ii-------",
    ("broker", "self"): "0ii-----ii",
    ("broker", "minor"): "0ii-------",
    ("broker", "adult"): "0ii-------",
    ("provider", "self"): "0---------",
    ("provider", "minor"): "0ii-------",
    ("provider", "adult"): "0ii-------",
}
LEVELS = {"0": Level.NONE, "i": Level.IDENTIFIED, "v": Level.VERIFIED, "-": None}


def test_the_table_names_every_cell() -> None:
    assert list(TABLE) == [(role.value, about.value) for role, about in COLUMNS]
    assert TOPICS.split() == [topic.value for topic in Topic]
    assert all(len(row) == len(Topic) for row in TABLE.values())


@pytest.mark.parametrize(("role", "about"), COLUMNS)
@pytest.mark.parametrize("topic", Topic)
def test_every_cell(role: CallerRole, about: About, topic: Topic) -> None:
    expected = LEVELS[TABLE[role.value, about.value][list(Topic).index(topic)]]
    assert needed_level(role, topic, about) is expected
    for level in Level:
        allowed = expected is not None and list(Level).index(level) >= list(Level).index(expected)
        assert may_hear(role, level, topic, about=about) is allowed
        sentence = explain(role, level, topic, about=about)
        assert (sentence == "You may speak about this.") is allowed


@pytest.mark.parametrize("role", [CallerRole.EMPLOYER, CallerRole.BROKER])
@pytest.mark.parametrize("topic", [Topic.DIAGNOSIS, Topic.CLAIM_LINES, Topic.CLAIMS, Topic.REMAINING])
def test_employer_and_broker_never_hear_health(role: CallerRole, topic: Topic) -> None:
    for about in About:
        assert (role, about, topic) not in NEEDS
        assert explain(role, Level.VERIFIED, topic, about=about).startswith("An employer or a broker never")


@pytest.mark.parametrize("role", CallerRole)
def test_an_adults_claims_are_for_that_adult_only(role: CallerRole) -> None:
    for topic in (Topic.REMAINING, Topic.CLAIMS, Topic.CLAIM_LINES, Topic.DIAGNOSIS, Topic.PERSONAL_DATA):
        assert not may_hear(role, Level.VERIFIED, topic, about=About.ADULT)


def test_sentences_say_what_to_do_next() -> None:
    def say(level: Level, topic: Topic) -> str:
        return explain(CallerRole.MEMBER, level, topic, about=About.SELF)

    assert say(Level.NONE, Topic.CLAIMS).startswith("Check two facts")
    assert say(Level.IDENTIFIED, Topic.DIAGNOSIS).startswith("Send a one-time code")
    assert say(Level.VERIFIED, Topic.PREMIUM_LEDGER).startswith("This is not for this caller")
    adult = explain(CallerRole.MEMBER, Level.VERIFIED, Topic.CLAIMS, about=About.ADULT)
    assert adult == "This is for that adult only; ask them to call."


@pytest.mark.parametrize(
    ("role", "about", "topic", "why"),
    [
        (CallerRole.MEMBER, About.ADULT, Topic.ACCOUNT_STATE, "This is for that adult only"),
        (CallerRole.FAMILY, About.ADULT, Topic.CLAIM_LINES, "This is for that adult only"),
        (CallerRole.EMPLOYER, About.ADULT, Topic.PERSONAL_DATA, "This is for that adult only"),
        (CallerRole.MEMBER, About.ADULT, Topic.PREMIUM_LEDGER, "This is not for this caller"),
        (CallerRole.PROVIDER, About.MINOR, Topic.CLAIMS, "This is not for this caller"),
        (CallerRole.GUARDIAN, About.SELF, Topic.CLAIMS, "This is not for this caller"),
        (CallerRole.EMPLOYER, About.MINOR, Topic.PERSONAL_DATA, "This is not for this caller"),
    ],
)
def test_sentences_say_why_never(role: CallerRole, about: About, topic: Topic, why: str) -> None:
    assert explain(role, Level.VERIFIED, topic, about=about).startswith(why)
