"""What the caller on the line may hear about a member, asked by every verb (DOMAIN 8, SAFETY 15)."""

from datetime import date

from consoleapp.desk.context import Work
from consoleapp.errors import NotAllowed
from consoleapp.rules.dates import is_adult
from consoleapp.rules.disclosure import About, Topic, explain, may_hear
from consoleapp.rules.verification import CallerRole


def about(work: Work, member_id: int, policy_id: int, cert_no: str, birth_date: date | None) -> About:
    """Whom the caller asks about, seen from the contact on the line.

    Verification does not travel: a member of another family is another adult, whatever their age. A birth
    date that is not on record makes nobody a minor.
    """
    serving = work.serving
    if serving is None:
        return About.SELF
    if serving.caller_role is CallerRole.MEMBER and serving.member_id == member_id:
        return About.SELF
    minor = birth_date is not None and not is_adult(birth_date, work.today)
    if serving.caller_role in (CallerRole.MEMBER, CallerRole.GUARDIAN, CallerRole.FAMILY):
        same_family = (serving.policy_id, serving.cert_no) == (policy_id, cert_no)
        return About.MINOR if minor and same_family else About.ADULT
    return About.MINOR if minor else About.ADULT


def may_tell(work: Work, topic: Topic, whom: About) -> bool:
    """Whether ``topic`` may be told now. Without a contact nobody is told: staff look."""
    serving = work.serving
    return serving is None or may_hear(serving.caller_role, serving.level, topic, about=whom)


def require(work: Work, topic: Topic, whom: About) -> None:
    """Raise NotAllowed with the next step unless ``topic`` may be told to the caller on the line."""
    serving = work.serving
    if serving is not None and not may_tell(work, topic, whom):
        raise NotAllowed(explain(serving.caller_role, serving.level, topic, about=whom))
