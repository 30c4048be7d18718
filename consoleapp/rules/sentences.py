"""A sentence read aloud: a template of the catalogue and typed values, put together where it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from consoleapp.errors import in_words
from consoleapp.rules.dates import show_date
from consoleapp.rules.money import Money


@dataclass(frozen=True, slots=True)
class Name:
    """A name in English and Chinese; the English one where the Chinese is not on record."""

    en: str
    zh: str = ""

    def within(self, language: str) -> str:
        return self.zh if self.zh and language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Words:
    """Words that were written in each language by somebody, not translated by the catalogue."""

    by_language: Mapping[str, str]

    def within(self, language: str) -> str:
        return self.by_language[language]


@dataclass(frozen=True, slots=True)
class Sentence:
    """``template`` is English, marked with ``N_``; ``values`` fill its places.

    Values: Money, dates, names, words of each language, numbers, codes with words,
    what tells itself (``told``), and tuples of these.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str], language: str = "en") -> str:
        """The sentence in ``language``; ``translate`` maps an English template to that language."""
        told = self._told(translate, language)
        return told[:1].upper() + told[1:]

    def _told(self, translate: Callable[[str], str], language: str) -> str:
        shown = {name: _shown(value, translate, language) for name, value in self.values.items()}
        return translate(self.template).format(**shown)


def _shown(value: object, translate: Callable[[str], str], language: str) -> object:
    if isinstance(value, Money):
        return value.named()
    if isinstance(value, date):
        return show_date(value, language)
    if isinstance(value, Name | Words):
        return value.within(language)
    if isinstance(value, Sentence):
        return value._told(translate, language)
    if (told := getattr(value, "told", None)) is not None:
        return told(translate)
    if isinstance(value, tuple):
        return ", ".join(str(_shown(one, translate, language)) for one in value)
    return in_words(value, translate)
