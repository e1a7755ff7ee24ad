"""Which language a command speaks on the screen, and which it writes into files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from urbanstats.errors import ParameterError
from urbanstats.words.catalogue import LANGUAGES

SETTING = "URBANSTATS_LANGUAGE"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which they decide
OPTION = "--language"


def spoken_language(words: Sequence[str], settings: Mapping[str, str]) -> str:
    """Return the language of the screen: asked for, else set, else the machine's.

    It is read off the words before they are parsed, so that a complaint about them is in the
    right language too.

    Parameters
    ----------
    words
        Words of the command line.
    settings
        Environment variables.

    Examples
    --------
    >>> spoken_language(["audit"], {"LANG": "zh_CN.UTF-8"})
    'zh'
    >>> spoken_language(["audit", "--language", "en"], {"LANG": "zh_CN.UTF-8"})
    'en'
    """
    pairs = pairwise(word for given in words for word in given.split("=", maxsplit=1))
    asked = [after for word, after in pairs if word == OPTION]
    for language in (*reversed(asked), settings.get(SETTING)):  # the last one holds
        if language in LANGUAGES:
            return language
    locale = next((settings[name] for name in LOCALE if settings.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def written_language(asked: str | None, settings: Mapping[str, str]) -> str:
    """Return the language of files: asked for, else set, else English on every machine.

    Raises
    ------
    ParameterError
        If the setting is no language of this package.
    """
    language = asked or settings.get(SETTING) or LANGUAGES[0]
    if language not in LANGUAGES:
        raise ParameterError(
            "PAR-LANGUAGE",
            where=SETTING,
            wrong=f"{language!r} is not a language of this package",
            expected="'en' or 'zh' is expected",
            do="write one of the two, or unset it",
        )
    return language
