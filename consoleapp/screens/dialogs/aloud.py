"""Sentences to read aloud in the member's language, with the screen's below where that is another."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from consoleapp import i18n
from consoleapp.i18n import LANGUAGES, current
from consoleapp.rules.sentences import Sentence
from consoleapp.rules.statuses import Language
from consoleapp.rules.text import printable


def languages(member: Language | None) -> tuple[str, ...]:
    """The member's language where the console speaks it, then the screen's."""
    own = member.value if member is not None and member.value in LANGUAGES else current()
    return tuple(dict.fromkeys((own, current())))


def spoken(sentence: Sentence, language: str) -> str:
    """A sentence in a language."""
    return printable(sentence.text(i18n.catalogue(language).gettext, language))


def said(sentences: Iterable[Sentence], language: str) -> str:
    """Sentences one after the other, as they are read."""
    gap = "" if language.startswith("zh") else " "
    return gap.join(spoken(one, language) for one in sentences)


def paragraphs(sentences: Sequence[Sentence], member: Language | None, width: int) -> list[Content]:
    """A paragraph a language, the one to read first."""
    lines: list[Content] = []
    for place, language in enumerate(languages(member)):
        text = Content.styled(said(sentences, language), "$muted" if place else "bold $ink")
        lines += ([Content("")] if place else []) + list(text.wrap(width))
    return lines
