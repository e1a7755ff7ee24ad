"""The page: a run as plain HTML files in Chinese and English, laid out from its briefs.

There is a start and a page for every indicator. No script, no address outside its own folder, one
style sheet whose hash every page declares: the folder opens from a disk, a mail or a web server
alike, and opening it runs nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from urbanstats.brief.run import Briefing
from urbanstats.errors import DataError
from urbanstats.files.atomic import replace_file
from urbanstats.present.page.views import file_name, filter_rules, indicator_view, mark, start_view
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import say

HERE = Path(__file__).parent
START = "index"
CODES = {"zh": "zh-Hans", "en": "en"}
PLAIN = re.compile("[a-z0-9_]{1,80}")  # an indicator's id that can name a file
POLICY = (
    "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def write_site(briefing: Briefing, folder: Path) -> tuple[Path, ...]:
    """Write the pages of a run, each in one step, and return their paths, the start page first.

    Equal briefings give equal bytes. Other files of the folder stay as they are.
    The folder is made if need be.

    Raises
    ------
    DataError
        If an indicator's id cannot name a file.
    OSError
        If a file cannot be written.
    """
    for brief in briefing.indicators:
        if not PLAIN.fullmatch(brief.id):
            raise DataError("PAGE-NAME", run=briefing.run, indicator=brief.id)
    folder.mkdir(parents=True, exist_ok=True)
    environment, paths = _environment(), []
    for lang in LANGUAGES[::-1]:
        for name, page in _pages(briefing, lang, environment).items():
            paths.append(replace_file(folder / name, page.encode()))
    return tuple(paths)


def _pages(briefing: Briefing, lang: str, environment: Environment) -> dict[str, str]:
    """Return every page of a language by the name of its file."""
    style = _style()
    rules = style + filter_rules(briefing.departments())
    pages = {START: ("start.html", rules, start_view(briefing, lang))}
    for position, brief in enumerate(briefing.indicators):
        view = indicator_view(briefing, position, lang)
        pages[brief.stem] = ("indicator.html", style, view)
    return {
        file_name(name, lang): environment.get_template(template).render(
            **view, **_frame(briefing, name, lang, css)
        )
        for name, (template, css, view) in pages.items()
    }


def _frame(briefing: Briefing, name: str, lang: str, css: str) -> dict[str, object]:
    """Return what every page needs: its languages, its style with the hash, its words."""
    other = next(one for one in LANGUAGES if one != lang)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return {
        "code": CODES[lang],
        "other_code": CODES[other],
        "own_file": file_name(name, lang),
        "other_file": file_name(name, other),
        "start_file": file_name(START, lang),
        "css": Markup(css),
        "policy": POLICY.format(hash=digest),
        "run": briefing.run,
        "version": briefing.version,
        "title": briefing.overview.said[lang].title,
        "say": lambda key, **values: say(key, lang, **values),
        "mark": partial(mark, lang=lang),
    }


def _environment() -> Environment:
    """Return where templates come from: everything is escaped, nothing may be missing."""
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _style() -> str:
    """Return the style sheet without comments and needless space: every page carries it."""
    text = (HERE / "page.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,]) ?|(:) ", r"\1\2", text).strip()
