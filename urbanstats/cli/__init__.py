"""The command line: words become calls, results become a few lines, errors become one."""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from urbanstats import __version__, errors
from urbanstats.errors import NotebookError, ParameterError, UrbanstatsError
from urbanstats.words.catalogue import LANGUAGES, find_phrase
from urbanstats.words.phrases import say
from urbanstats.words.text import nearest, wrap

SETTING = "URBANSTATS_LANGUAGE"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which they decide
OPTION = "--language"
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
EXTRAS = {"lab": "desk", "nightly": "night", "page": "night", "slides": "night"}
STEPS = {
    errors.ParameterError: "step_parameters",
    errors.FitError: "step_fit",
    errors.TargetError: "step_targets",
    errors.DataError: "step_data",
    errors.NotebookError: "step_notebooks",
    errors.StorageError: "step_store",
    errors.LockedError: "step_lock",
}


def day(word: str) -> date:
    """Return the day that a word such as 2018-06-08 names; argparse tells of any other."""
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{word!r} is not a day such as 2018-06-08") from error


def port(word: str) -> int:
    """Return the number of a port; argparse tells of anything else."""
    if word.isascii() and word.isdigit() and 1 <= int(word) <= 65535:
        return int(word)
    raise argparse.ArgumentTypeError(f"{word!r} is not a port from 1 to 65535")


FLAG, NEEDED = {"action": "store_true"}, {"required": True}
RUN = {"nargs": "?", "metavar": "RUN_FOLDER", "type": Path, "help": "help_newest_run"}
FILE, FOLDER, NAME, DAY = ({"metavar": name} for name in ("FILE", "FOLDER", "NAME", "DATE"))
NUMBERS = {"nargs": "+", "type": int}
ONLY_GIVEN = {"argument_default": argparse.SUPPRESS}
# Command -> room and function, settings of its parser, and its arguments: words and settings.
# What is not said of an argument: its help is the phrase help_<command>_<argument>.
COMMANDS = {
    "lab": ("desk.lab", {}, {
        "--port": {"type": port, "metavar": "N", "default": 0},
        "--no-browser": {"help": "help_lab_quiet", **FLAG},
        "--allow-root": {"help": "help_lab_root", **FLAG},
    }),
    "nightly": ("night.nightly", ONLY_GIVEN | {"language_help": "help_night_language"}, {
        "--as-of": {"help": "help_night_as_of", **DAY},
        "--indicators": {"help": "help_night_indicators", "nargs": "+", "metavar": "ID"},
        "--area": {"help": "help_night_area"},
        "--method": {"help": "help_night_method"},
        "--workers": {"help": "help_night_workers", "metavar": "N"},
        "--timeout": {"help": "help_night_timeout", "metavar": "SECONDS"},
        "--keep": {"help": "help_night_keep", "metavar": "DAYS"},
        "--out": {"help": "help_night_out", **FOLDER},
    }),
    "verify": ("night.verify", {}, {"folder": {"metavar": "RUN_FOLDER", "type": Path}}),
    "page": ("night.page", {}, {"folder": RUN, "--out": {"type": Path, **FOLDER}}),
    "slides": ("night.slides", {}, {"folder": RUN, "-o --out": {"type": Path, **FILE}}),
    "template": ("desk.template", {"language_help": "help_template_language"}, {
        "--department": {**NEEDED, **NAME},
        "-o --out": FILE,
        "--years": {"default": [], "metavar": "YEAR", **NUMBERS},
    }),
    "import": ("desk.bring_in", {}, {
        "file": FILE,
        "--published": {"type": day, **NEEDED, **DAY},
        "--by": {**NEEDED, **NAME},
        "--dry-run": {"help": "help_import_dry", **FLAG},
        "--data": {"default": "", **FOLDER},
    }),
    "export": ("desk.export", {}, {"folder": RUN, "-o --out": {**NEEDED, **FILE}}),
    "forecast": ("panel.forecast", {}, {
        "observations": {"metavar": "OBSERVATIONS"},
        "--targets": FILE,
        "--out": {**NEEDED, **FILE},
        "--as-of": {"type": day, **DAY},
        "--horizons": {"metavar": "H", **NUMBERS},
        "--priors": {"help": "help_priors", **FOLDER},
    }),
    "learn": ("panel.learn", {}, {
        "panel": {"help": "help_panel", "metavar": "PANEL"},
        "--through": {"metavar": "YEAR", "type": int},
        "--out": {**NEEDED, **FOLDER},
    }),
    "backtest": ("panel.backtest", {}, {
        "panel": {"nargs": "?", "default": "", "metavar": "PANEL"},
        "--methods": {"nargs": "+", "default": ["pooled"], "metavar": "METHOD"},
        "--by": {"nargs": "+", "default": [], "metavar": "COLUMN"},
        "--priors": {"help": "help_priors", **FOLDER},
        "--out": FILE,
    }),
    "audit": ("panel.audit", {}, {"--as-of": {"default": "", **DAY}, "--out": FILE}),
}  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code.

    Parameters
    ----------
    words
        Words after `urbanstats`; default: those of the command line.

    Returns
    -------
    int
        0 done, 1 a bug, 2 a bad parameter, 3 bad data or targets, 4 a notebook failed or was
        stopped, 5 storage, 6 another run holds the lock.
    """
    words = list(sys.argv[1:] if words is None else words)
    lang = spoken_language(words, os.environ)
    with suppress(AttributeError):  # a stream that was put in place of the screen
        sys.stdout.reconfigure(errors="replace")  # a question mark for a sign it does not have
    try:
        asked = build_parser(lang).parse_args(words)
        asked.lang = lang
        asked.explicit = getattr(asked, "language", None)
        asked.language = written_language(asked.explicit, os.environ)
        check_extra(asked.command)
        carry_out(asked)
    except UrbanstatsError as error:
        step = next((STEPS[kind] for kind in type(error).__mro__ if kind in STEPS), "step_run")
        line = say("error_line", lang, step=say(step, lang), message=error.text(lang))
        print(line, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(say("error_stopped", lang), file=sys.stderr)
        return NotebookError.exit_code
    except Exception as error:
        told = say("error_bug", lang, error=f"{type(error).__name__}: {error}", log=_log(error))
        print(told, file=sys.stderr)
        return UrbanstatsError.exit_code
    return 0


def carry_out(asked: argparse.Namespace) -> None:
    """Do what the words of a command ask for."""
    room, function = COMMANDS[asked.command][0].split(".")
    getattr(import_module(f"{__name__}.{room}"), function)(asked)


def build_parser(lang: str = "en") -> Parser:
    """Return the parser of every command and its options, with help in a language."""
    parser = Parser(prog="urbanstats", description="cli_title", epilog="cli_epilog", lang=lang)
    version = f"urbanstats {__version__}"
    parser.add_argument("--version", action="version", version=version, help="help_version")
    commands = parser.add_subparsers(
        title="cli_commands",
        required=True,
        metavar="COMMAND",
        dest="command",
        parser_class=partial(Parser, lang=lang),
    )
    for name, (_, settings, arguments) in COMMANDS.items():
        key = f"help_{name}"
        words = commands.add_parser(name, help=key, description=key, **settings)
        for argument, look in arguments.items():
            own = f"{key}_{argument.split('--')[-1].replace('-', '_')}"
            words.add_argument(*argument.split(), **{"help": own, **look})
    return parser


def check_extra(command: str) -> None:
    """Refuse a command whose packages, those of an extra, were not installed with the others.

    Raises
    ------
    ParameterError
        With the packages that are missing, and how to install them.
    """
    if (extra := EXTRAS.get(command)) is None:
        return
    from importlib.metadata import requires

    told = requires("urbanstats") if _is_installed("urbanstats") else None
    needed = [each for each in told or () if f'extra == "{extra}"' in each]
    names = (re.match(r"[\w.-]+", each)[0] for each in needed)
    if missing := [name for name in names if not _is_installed(name)]:
        raise ParameterError("PAR-EXTRA", command=command, missing=missing, extra=extra)


def _is_installed(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


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


def _known_words(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the options of a parser, its commands, and their options."""
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices
            for command in action.choices.values():
                yield from _known_words(command)


def _log(error: Exception) -> str:
    """Write the whole traceback into a file of its own and return its path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="urbanstats-", suffix=".log", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    return file.name
