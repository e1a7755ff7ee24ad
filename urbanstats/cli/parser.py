"""The parser of the command line: its complaints read like every other error."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator
from datetime import date
from typing import NoReturn

from urbanstats.errors import ParameterError


class Parser(argparse.ArgumentParser):
    """A parser whose complaints read like every other error of this package."""

    def error(self, message: str) -> NoReturn:
        """Raise a `ParameterError`; argparse would print its usage and leave."""
        word = message.rpartition(": ")[2].split(" ")[0].split("=")[0].strip("'")
        near = difflib.get_close_matches(word, _known_words(self), n=1)
        raise ParameterError(
            "PAR-WORDS",
            where="command line",
            wrong=message,
            expected=f"The words of '{self.prog} --help' are expected",
            do=f"write {near[0]!r} if you mean that" if near else "look there for what is missing",
        )


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
