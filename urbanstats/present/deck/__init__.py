"""A run as briefing slides: an editable PowerPoint file, laid out from stored results.

The same run gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.presentation import Presentation

from urbanstats.brief.run import Briefing
from urbanstats.errors import ParameterError
from urbanstats.files.atomic import replace_file
from urbanstats.present.deck import slides
from urbanstats.present.deck.frame import open_deck
from urbanstats.present.deck.text import EAST_ASIAN, LATIN, LOCALES, clean
from urbanstats.present.palette import BLUE, ORANGE

AUTHOR = "urbanstats"
BEGAN = re.compile(r"\d{8}T\d{6}Z")  # in a run's id
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the oldest a zip file knows
TYPEFACE = rb'(<a:(%b) typeface=")[^"]*("[^>]*>)'
ACCENT = rb"(<a:accent%b>).*?(</a:accent%b>)"


def write_deck(briefing: Briefing, path: Path, lang: str | None = None) -> Path:
    """Write a run's briefing slides as a PowerPoint file and return its path.

    The same run gives the same bytes. The file is whole or not there.

    A file that is there is replaced. ``lang`` is ``"en"`` or ``"zh"``; default: the language of
    the run's figures. ParameterError if these are in another language, DataError if one is missing.
    """
    lang = lang or briefing.language
    check_language(briefing, lang)
    deck = open_deck()
    slides.add_opening(deck, briefing, lang)
    slides.add_scorecard(deck, briefing, lang)
    slides.add_paths(deck, briefing, lang)
    for brief in briefing.indicators:
        slides.add_indicator(deck, briefing, brief, lang)
    slides.add_limits(deck, briefing, lang)
    _set_themes(deck)
    _set_properties(deck, briefing, lang)
    return replace_file(path, _pack(deck))


def check_language(briefing: Briefing, lang: str) -> None:
    """Raise a `ParameterError` if a run's figures are not in the language asked for."""
    if lang != briefing.language:
        facts = {"own": briefing.language, "asked": lang, "as_of": briefing.as_of}
        raise ParameterError("SLIDES-LANGUAGE", where=briefing.run, **facts)


def is_own(path: Path) -> bool:
    """Return whether a file is a deck of this package that no one has changed since."""
    try:
        facts = pptx.Presentation(str(path)).core_properties
    except Exception:  # whatever a stranger's file makes of python-pptx: it is not ours
        return False
    return (facts.author, facts.last_modified_by, facts.revision) == (AUTHOR, AUTHOR, 1)


def _set_themes(deck: Presentation) -> None:
    """Give slides and notes the typefaces and colours of the package, for what a reader adds."""
    for master in (deck.slide_master, deck.notes_master):
        theme = master.part.part_related_by(REL.THEME)
        head, start, rest = theme.blob.partition(b"<a:fontScheme")
        scheme, end, tail = rest.partition(b"</a:fontScheme>")
        for pattern, face in ((b"latin|cs", LATIN), (b"ea", EAST_ASIAN)):
            scheme = re.sub(TYPEFACE % pattern, rb"\1%b\3" % face.encode(), scheme)
        for number, color in ((b"1", BLUE), (b"2", ORANGE)):
            accent = b'<a:srgbClr val="%b"/>' % color[1:].encode()
            head = re.sub(ACCENT % (number, number), rb"\1%b\2" % accent, head, flags=re.DOTALL)
        content = head + start + scheme + end + tail
        if isinstance(theme, XmlPart):  # the notes' theme is held as a tree, the slides' as bytes
            theme._element = parse_xml(content)
        else:
            theme._blob = content


def _set_properties(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Say what the file is; its dates are those of the run."""
    began = BEGAN.search(briefing.run)
    moment = datetime.strptime(began[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    facts = deck.core_properties
    facts.title = clean(briefing.overview.said[lang].title)[:255]
    facts.subject, facts.identifier = clean(briefing.run)[:255], clean(briefing.run)[:255]
    facts.author = facts.last_modified_by = AUTHOR
    facts.language, facts.version, facts.revision = LOCALES[lang], briefing.version, 1
    facts.created = facts.modified = facts.last_printed = moment.replace(tzinfo=None)


def _pack(deck: Presentation) -> bytes:
    """Return a deck's file, every member in order and of one day, nothing of the template's."""
    for relations in (deck.part.package._rels, deck.part.rels):
        for name, relation in list(relations.items()):
            if relation.reltype in (REL.THUMBNAIL, REL.PRINTER_SETTINGS):
                relations.pop(name)
    draft, final = io.BytesIO(), io.BytesIO()
    deck.save(draft)
    with zipfile.ZipFile(draft) as old, zipfile.ZipFile(final, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            member = zipfile.ZipInfo(name, FIRST_DAY)
            member.create_system, member.external_attr = 3, 0o644 << 16
            packed = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name), compress_type=packed)
    return final.getvalue()
