"""Challenge questions of portal accounts, their answers hashed before they come here (DOMAIN 7)."""

from sqlalchemy import String, cast, select

from consoleapp.i18n import N_
from consoleapp.store.loading.staging import STAGES
from consoleapp.store.loading.steps import Load
from consoleapp.store.loading.writer import Into, Writer
from consoleapp.store.tables import challenge_question, portal_account

_STAGE = STAGES["questions"]
_ON_RECORD = challenge_question.c

QUESTION = Writer(
    "questions",
    N_("challenge questions"),
    challenge_question,
    select(_ON_RECORD.id)
    .where(_ON_RECORD.account_id == _STAGE.c.account_id, _ON_RECORD.place == _STAGE.c.place)
    .scalar_subquery(),
    (
        Into("account_id", "account_no", _STAGE.c.account_id),
        Into("place", "place"),
        Into("question", "question"),
        Into("answer_hash", "answer"),
    ),
    _STAGE.c.account_no + " " + cast(_STAGE.c.place, String),
)


def load_questions(load: Load) -> None:
    stage = _STAGE
    load.no_twins("questions")
    load.refuse(
        "questions",
        "place",
        N_("An account has three questions: 1, 2 and 3."),
        stage.c.place.is_not(None),
        ~stage.c.place.between(1, 3),
    )
    account = select(portal_account.c.id).where(portal_account.c.account_no == stage.c.account_no)
    load.fill("questions", "account_id", account.scalar_subquery())
    load.unknown(
        "questions", "account_no", "account_id", N_("There is no account {name}."), staged="accounts"
    )
    QUESTION.find(load)
    QUESTION.write(load)
