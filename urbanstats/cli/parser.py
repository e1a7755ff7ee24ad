"""How commands are read: languages, options and their help in the reader's language."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import NoReturn

from urbanstats.errors import ParameterError
from urbanstats.words.catalogue import LANGUAGES, find_phrase
from urbanstats.words.phrases import say
from urbanstats.words.text import nearest, wrap

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
        raise ParameterError("PAR-LANGUAGE.setting", setting=SETTING, language=language)
    return language


ARGUMENT = "argument (?P<option>.+?): "
COMPLAINTS = {  # what argparse says, and what of it another language needs
    "required": "the following arguments are required: (?P<value>.+)",
    "unknown": "unrecognized arguments: (?P<value>.+)",
    "choice": rf"{ARGUMENT}invalid choice: (?P<value>.+) \(choose from (?P<known>.+)\)",
    "number": f"{ARGUMENT}invalid int value: (?P<value>.+)",
    "day": f"{ARGUMENT}(?P<value>'.*') is not a day such as .+",
    "port": f"{ARGUMENT}(?P<value>'.*') is not a port from .+",
    "one": f"{ARGUMENT}expected one argument",
    "some": f"{ARGUMENT}expected at least one argument",
}
HEADINGS = {"positional arguments": "cli_arguments", "options": "cli_options"}


class Parser(argparse.ArgumentParser):
    """A parser that speaks ``lang``; help texts are keys of the catalogue."""

    def __init__(self, *args, lang: str = "en", language_help: str = "help_language", **kwargs):
        shape = partial(Formatter, lang=lang)
        super().__init__(*args, formatter_class=shape, add_help=False, allow_abbrev=False, **kwargs)
        self.lang = lang
        self.add_argument("-h", "--help", action="help", help="help_help")
        self.add_argument(
            "--language",
            choices=tuple(reversed(LANGUAGES)),
            metavar="zh|en",
            default=argparse.SUPPRESS,  # what stands before the command holds too
            help=language_help,
        )

    def error(self, message: str) -> NoReturn:
        """Raise a `ParameterError`; argparse would print its usage and leave."""
        word = message.rpartition(": ")[2].split(" ")[0].split("=")[0].strip("'")
        near = nearest(word, _known_words(self))
        facts = {"message": message, "command": self.prog, "near": near}
        for variant, complaint in COMPLAINTS.items():
            if found := re.fullmatch(complaint, message):
                raise ParameterError(f"PAR-WORDS.{variant}", **facts, **found.groupdict())
        raise ParameterError("PAR-WORDS", **facts)


class Formatter(argparse.HelpFormatter):
    """Lays out the help of a ``Parser`` in its language; a Chinese sign takes two columns."""

    def __init__(self, *args, lang: str = "en", **kwargs):
        super().__init__(*args, **kwargs)
        self._lang = lang

    def add_usage(self, usage, actions, groups, prefix=None) -> None:
        """Add the usage, with the heading in the reader's language."""
        heading = say("cli_usage", self._lang) if prefix is None else prefix
        super().add_usage(usage, actions, groups, heading)

    def start_section(self, heading) -> None:
        """Begin a section, with its heading in the reader's language."""
        super().start_section(say(HEADINGS.get(heading, heading), self._lang))

    def add_text(self, text) -> None:
        """Add the phrase of a key; the version is no phrase."""
        super().add_text(say(text, self._lang) if text and find_phrase(text) else text)

    def _get_help_string(self, action) -> str:
        return say(action.help, self._lang).replace("%", "%%")

    def _split_lines(self, text, width) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text, width, indent) -> str:
        return "\n".join(indent + line for line in wrap(text, width))


def add_parser(commands: argparse._SubParsersAction, name: str, key: str, **settings) -> Parser:
    """Return a new command whose help is the phrase ``key`` of the catalogue.

    Parameters
    ----------
    commands
        Commands of the whole parser.
    name
        The word on the command line.
    key
        Key of the phrase that says what the command does.
    **settings
        As of ``argparse.ArgumentParser``; ``language_help`` is the key that tells what
        ``--language`` decides.
    """
    return commands.add_parser(name, help=key, description=key, **settings)


def _known_words(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the options of a parser, its commands, and their options."""
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices
            for command in action.choices.values():
                yield from _known_words(command)


def day(word: str) -> date:
    """Return the day that a word such as 2018-06-08 names; argparse tells of any other."""
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{word!r} is not a day such as 2018-06-08") from error
