"""Briefing slides: native, readable, and saying the same as the run they are made of."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pptx
import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pptx.oxml.ns import qn
from pptx.util import Pt

from urbanstats import cli
from urbanstats.brief.run import brief_indicator
from urbanstats.errors import DataError, ParameterError
from urbanstats.nightly.digest import load_briefing
from urbanstats.outlook import tabulate_assessments
from urbanstats.present.deck import write_deck
from urbanstats.present.deck.text import Box, break_lines, fit, height_of, paginate, width_of
from urbanstats.present.palette import FONT_FILE
from urbanstats.words.phrases import likelihood_text

PARTS = {"en": "2018-06-08-en-20180608T020000Z", "zh": "2018-06-08-zh-20180608T020000Z"}
SLIDE = (960, 540)
CHANGES = [
    f"Line {n}: the likelihood rose from 20 % to 30 % as figures came out." for n in range(12)
]


def draw_picture(path, alt=""):
    image = Image.new("RGB", (640, 560), "white")
    ImageDraw.Draw(image).line((0, 0, 640, 560), fill="black", width=9)
    text = PngInfo()
    if alt:
        text.add_itxt("Description", alt)
    image.save(path, pnginfo=text)


@pytest.fixture(scope="module")
def run(found, overview, plan, tmp_path_factory):
    """Give the folder of a run that is laid out, as a night leaves it."""
    folder = tmp_path_factory.mktemp("out") / "runs" / PARTS["en"]
    (folder / "briefs").mkdir(parents=True)
    (folder / "figures").mkdir()
    for brief in [brief_indicator(each, plan) for each in found]:
        name = f"{brief.number:02d}_{brief.id}"
        write_brief(folder, name, brief)
        for lang in ("en", "zh"):
            alt = "A fan that tells of itself." if name.startswith("01") else ""
            draw_picture(folder / "figures" / f"{name}_fan_half_{lang}.png", alt)
    write_brief(folder, "scorecard", overview)
    for lang in ("en", "zh"):
        (folder / f"digest.{lang}.txt").write_text("\n".join(CHANGES), encoding="utf-8")
    tabulate_assessments([each.answer for each in found]).to_parquet(folder / "forecasts.parquet")
    asked = {"as_of": "2018-06-08", "area": "Liuzhou", "method": "pooled", "language": "en"}
    facts = {"run": PARTS["en"], "parameters": asked, "versions": {"urbanstats": "0.3.0"}}
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder


def write_brief(folder, name, brief):
    text = json.dumps(brief.to_data(), ensure_ascii=False)
    (folder / "briefs" / f"{name}.json").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def briefing(run):
    return load_briefing(run)


@pytest.fixture(scope="module")
def short(briefing):
    """Give the same briefing with its first two indicators only, which is soon written."""
    return replace(briefing, indicators=briefing.indicators[:2])


@pytest.fixture(scope="module", params=["en", "zh"])
def told(request, briefing):
    """Give a briefing in each language, with the figures to match."""
    return replace(briefing, language=request.param, run=PARTS[request.param])


@pytest.fixture(scope="module")
def path(told, tmp_path_factory):
    return write_deck(told, tmp_path_factory.mktemp("deck") / "deck.pptx")


@pytest.fixture(scope="module")
def slides(path):
    return list(pptx.Presentation(path).slides)


@pytest.fixture(scope="module")
def decided(find_out, plan, briefing):
    """Give a briefing in which the first indicator's first targets are decided."""
    brief = brief_indicator(find_out(plan, "resident_urbanization_rate", None), plan)
    return replace(briefing, indicators=(brief,))


def title_of(slide):
    return slide.shapes.title.text_frame.text


def tables(slide):
    return [shape.table for shape in slide.shapes if shape.has_table]


def texts(table):
    return [[cell.text_frame.text for cell in row.cells] for row in table.rows]


def slide_of(slides, brief, lang):
    """Return the slide of an indicator, known by its number and name."""
    head = f"{brief.number} {brief.said[lang].short}"
    (slide,) = [each for each in slides if re.match(rf"{re.escape(head)}\W", title_of(each))]
    return slide


def test_every_part_of_the_briefing_has_its_slide_in_order(slides, told):
    lang = told.language
    titles = [title_of(slide) for slide in slides]
    assert titles[0] == told.overview.said[lang].title
    opening = {
        "en": [
            "What changed since the run before",
            "The plan at a glance",
            f"{told.overview.expected[-1].expected:.1f} of the 15 targets for 2020 are expected "
            "to be met",
        ],
        "zh": [
            "与上次运行相比的变化",
            "规划目标总览",
            f"2020年15项目标中，预计达标{told.overview.expected[-1].expected:.1f}项",
        ],
    }
    assert titles[1:4] == opening[lang]
    heads = [f"{brief.number} {brief.said[lang].short}" for brief in told.indicators]
    assert [title[: len(head)] for title, head in zip(titles[4:], heads, strict=False)] == heads
    closing = {
        "en": ["What a likelihood means", "Method, evidence and limits"],
        "zh": ["如何理解“达标可能性”", "方法、依据与局限"],
    }
    assert titles[19:] == closing[lang]


def test_titles_are_placeholders_and_no_placeholder_is_left_empty(slides):
    for slide in slides:
        holders = {shape.element.ph.get("type"): shape for shape in slide.placeholders}
        assert set(holders) in ({"title", "ftr", "sldNum"}, {"ctrTitle", "ftr", "sldNum"})
        assert len(holders) == len(list(slide.placeholders))
        assert title_of(slide).strip()
        assert holders["ftr"].text_frame.text.strip()
        assert slide.element.xpath(".//a:fld[@type='slidenum']")


def test_a_title_is_large_and_the_plans_is_the_largest(slides):
    sizes = [slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt for slide in slides]
    assert sizes[0] >= 32
    assert min(sizes[1:]) >= 24


def test_the_first_slide_gives_the_answer_in_one_sentence(slides, told):
    text = "\n".join(shape.text_frame.text for shape in slides[0].shapes if shape.has_text_frame)
    said = told.overview.said[told.language]
    assert said.count[0] in text
    assert told.overview.document in text
    assert told.indicators[0].said[told.language].area in text
    assert told.as_of in text
    assert told.run in text


def test_the_scorecard_is_a_native_table_of_every_indicator_and_year(slides, told):
    (table,) = tables(slides[3])
    rows = texts(table)
    assert rows[0][2:5] == ["2018", "2019", "2020"]
    assert len(rows) == 16
    signs = {"likely": "▲", "even": "●", "unlikely": "▼", "met": "✓", "missed": "×"}
    for row, brief in zip(rows[1:], told.indicators, strict=True):
        said = brief.said[told.language]
        assert row[:2] == [str(brief.number), said.short]
        for cell, target in zip(row[2:5], brief.targets, strict=True):
            text = f"{signs[target.light]} {likelihood_text(target.likelihood, told.language)}"
            own = likelihood_text(target.likelihood_plan_basis, told.language)
            both = target.likelihood != target.likelihood_plan_basis
            assert cell == (f"{text} ({own})" if both else text)
    assert any("(" in cell for row in rows[1:] for cell in row[2:5])


def test_what_a_row_rests_on_counts_its_figures_and_those_on_the_basis_used(slides, told):
    (table,) = tables(slides[3])
    cells = [row[-1] for row in texts(table)[1:]]
    expected = {"en": ("2 of 4", "1 figure"), "zh": ("4个中2个", "1个数据")}[told.language]
    assert (cells[0], cells[1]) == expected


def test_a_cell_is_tinted_by_how_its_target_stands(slides, told):
    (table,) = tables(slides[3])
    tints = {}
    for number, brief in enumerate(told.indicators, start=1):
        for column, target in enumerate(brief.targets, start=2):
            tint = str(table.cell(number, column).fill.fore_color.rgb)
            tints.setdefault(target.light, set()).add(tint)
    assert {light: len(colors) for light, colors in tints.items()} == dict.fromkeys(tints, 1)
    assert len(set.union(*tints.values())) == 3


def test_each_indicator_tells_every_target_in_number_and_words(slides, told):
    for brief in told.indicators:
        slide = slide_of(slides, brief, told.language)
        (table,) = tables(slide)
        rows = texts(table)[1:]
        assert [row[0] for row in rows] == ["2018", "2019", "2020"]
        for row, light in zip(rows, brief.said[told.language].lights, strict=True):
            assert f"{light.likelihood} {light.words}" in row[2]
        assert brief.said[told.language].lights[-1].likelihood in title_of(slide)


def test_beside_the_figure_stand_the_meaning_and_the_rate_required(slides, told):
    space = {"en": " ", "zh": ""}[told.language]
    for brief in told.indicators:
        slide = slide_of(slides, brief, told.language)
        text = space.join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        said = brief.said[told.language]
        required = said.required[0].removeprefix(said.short).lstrip("：. ")
        for whole in (said.meaning[-1], required):
            first = re.split(r"(?<=[.。])\s*(?=[A-Z8每按以])", whole)[
                1 if whole is not required else 0
            ]
            assert first in text
        assert told.run in text


def test_a_reading_on_the_plans_basis_stands_beside_the_likelihood(slides, told):
    slide = slide_of(slides, told.indicators[0], told.language)
    own = {"en": "plan's basis 4\u00a0%", "zh": "规划口径4%"}[told.language]
    assert own in title_of(slide)
    assert own in texts(tables(slide)[0])[3][2]


def test_a_decided_target_reads_as_met_or_missed(decided, tmp_path):
    deck = pptx.Presentation(write_deck(decided, tmp_path / "deck.pptx"))
    scorecard = texts(tables(deck.slides[3])[0])
    assert scorecard[1][2] == "× missed"
    slide = deck.slides[4]
    assert texts(tables(slide)[0])[1][2] == "× missed\n64.74\u00a0% published"
    assert title_of(slide).startswith(
        "1 Resident urbanization rate: at least 68.7\u00a0% in 2020 – "
    )


def test_notes_hold_every_sentence_and_every_number_of_an_indicator(slides, told):
    for brief in told.indicators:
        notes = slide_of(slides, brief, told.language).notes_slide.notes_text_frame.text
        said = brief.said[told.language]
        for part in ("meaning", "required", "prospect", "joint", "rebasing", "evidence"):
            assert all(sentence in notes for sentence in getattr(said, part))
        for name, table in said.tables.items():
            columns = list(zip(*table.rows, strict=True))
            varied = [column for column in columns if len(set(column)) > 1]
            cells = {cell for column in varied for cell in column}
            assert all(cell in notes for cell in cells), name
        assert all(figure.source in notes for figure in brief.figures)


def runs(path):
    """Yield every run and field of every slide and notes page, as XML."""
    deck = pptx.Presentation(path)
    for slide in deck.slides:
        pages = [slide, slide.notes_slide] if slide.has_notes_slide else [slide]
        for page in pages:
            yield from page.element.xpath(".//a:r | .//a:fld")


def test_every_run_names_its_typefaces_its_size_and_its_language(path, told):
    found = list(runs(path))
    assert len(found) > 1000
    for run in found:
        look = run.find(qn("a:rPr"))
        assert look.find(qn("a:latin")).get("typeface") == "Arial"
        assert look.find(qn("a:ea")).get("typeface") == "Microsoft YaHei"
        assert int(look.get("sz")) >= 1200
        chinese = re.search("[⺀-\uffef]", run.find(qn("a:t")).text)
        assert look.get("lang") == ("zh-CN" if told.language == "zh" or chinese else "en-US")


def test_the_themes_name_the_typefaces_too(path):
    with zipfile.ZipFile(path) as file:
        themes = [file.read(name).decode() for name in file.namelist() if "/theme/" in name]
    assert len(themes) == 2
    for theme in themes:
        fonts = theme[theme.index("<a:fontScheme") : theme.index("</a:fontScheme>")]
        assert set(re.findall(r'<a:latin typeface="([^"]*)"', fonts)) == {"Arial"}
        assert set(re.findall(r'<a:ea typeface="([^"]*)"', fonts)) == {"Microsoft YaHei"}


def test_nothing_but_small_print_is_smaller_than_16_points(slides):
    for slide in slides:
        for run in slide.element.xpath(".//a:r | .//a:fld"):
            small = run.xpath("ancestor::p:sp//p:ph[@type='ftr' or @type='sldNum']")
            assert int(run.find(qn("a:rPr")).get("sz")) >= (1200 if small else 1600)


def box_of(shape):
    return Box(*(value / Pt(1) for value in (shape.left, shape.top, shape.width, shape.height)))


def needed(frame, width):
    """Return how high the text of a frame is by its own sizes, spacing and indents."""
    height = 0.0
    for paragraph in frame.paragraphs:
        size = max((run.font.size.pt for run in paragraph.runs), default=0)
        indent = int(paragraph._p.pPr.get("marL", 0)) / Pt(1)
        lines = break_lines("".join(run.text for run in paragraph.runs), width - indent, size)
        height += len(lines) * (paragraph.line_spacing or Pt(0)).pt
        height += (paragraph.space_before or Pt(0)).pt
    return height


def crowded(slide):
    """Yield what overflows its shape or lies outside the slide."""
    for shape in slide.shapes:
        box = box_of(shape)
        across = box.left >= 0 and box.left + box.width <= SLIDE[0] + 0.1
        if not (across and box.top >= 0 and box.top + box.height <= SLIDE[1] + 0.1):
            yield f"{shape.name} lies outside"
        if shape.has_text_frame and needed(shape.text_frame, box.width) > box.height + 0.1:
            yield f"{shape.name}: {shape.text_frame.text}"
        for row in shape.table.rows if shape.has_table else ():
            for cell, column in zip(row.cells, shape.table.columns, strict=True):
                sides = cell.margin_left.pt + cell.margin_right.pt
                ends = cell.margin_top.pt + cell.margin_bottom.pt
                if needed(cell.text_frame, column.width.pt - sides) + ends > row.height.pt + 0.1:
                    yield f"cell: {cell.text_frame.text}"


def test_no_text_overflows_its_shape_and_no_shape_lies_outside(slides):
    assert [found for slide in slides for found in crowded(slide)] == []


def test_shapes_with_text_do_not_lie_on_each_other(slides):
    for slide in slides:
        boxes = [box_of(shape) for shape in slide.shapes if shape.has_text_frame or shape.has_table]
        boxes = [box for box in boxes if box.width > 10]  # the mark on the first slide
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                apart = one.top + one.height <= other.top + 0.1
                apart |= other.top + other.height <= one.top + 0.1
                apart |= one.left + one.width <= other.left + 0.1
                assert apart or other.left + other.width <= one.left + 0.1


def test_every_picture_and_table_says_what_it_shows(slides, told):
    for slide in slides:
        for shape in slide.shapes:
            if shape.has_table or shape.shape_type == 13:
                assert len(shape._element.xpath("./*/p:cNvPr")[0].get("descr")) > 10
    first, second = (slide_of(slides, brief, told.language) for brief in told.indicators[:2])
    alts = [slide.element.xpath(".//p:pic//p:cNvPr/@descr")[0] for slide in (first, second)]
    assert alts[0] == "A fan that tells of itself."
    said = told.indicators[1].said[told.language]
    assert alts[1].startswith(said.name)
    assert all(light.likelihood in alts[1] for light in said.lights)


def test_the_same_run_gives_the_same_bytes(short, tmp_path):
    path, again = (write_deck(short, tmp_path / name) for name in ("a.pptx", "another name.pptx"))
    assert again.read_bytes() == path.read_bytes()
    assert sorted(tmp_path.iterdir()) == [path, again]
    with zipfile.ZipFile(path) as file:
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.namelist()[0] == "[Content_Types].xml"
        assert file.namelist()[1:] == sorted(file.namelist()[1:])
        core = file.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[^<]*", core)) == {"2018-06-08T02:00:00Z"}


def test_the_file_holds_no_link_to_the_outside_and_nothing_that_runs(path):
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            assert not name.endswith((".bin", ".vml")), name
            if name.endswith(".rels"):
                assert b"TargetMode" not in file.read(name), name
        assert b"macroEnabled" not in file.read("[Content_Types].xml")
    assert not [name for name in file.namelist() if "thumbnail" in name]


def test_hostile_names_are_shown_and_change_nothing(briefing, tmp_path):
    bad = "<a:t>&amp;</a:t>\x00\x0b\u202e**x** {y} _x0041_ \ud800\nend " + "W" * 300
    said = {
        lang: replace(words, short=bad, name=bad, meaning=[bad] * 3)
        for lang, words in briefing.indicators[0].said.items()
    }
    figures = [replace(entry, source=bad) for entry in briefing.indicators[0].figures]
    brief = replace(briefing.indicators[0], said=said, figures=figures)
    hostile = replace(briefing, indicators=(brief,), changes={"en": [bad, ""], "zh": []})
    deck = pptx.Presentation(write_deck(hostile, tmp_path / "deck.pptx"))
    shown = title_of(deck.slides[4])
    assert shown.startswith("1 <a:t>&amp;</a:t>x {y} _x0041_  end WWW")
    assert [found for slide in deck.slides for found in crowded(slide)] == []


def test_a_deck_in_another_language_than_its_figures_is_refused(briefing, tmp_path):
    with pytest.raises(ParameterError) as caught:
        write_deck(briefing, tmp_path / "deck.pptx", "zh")
    assert str(caught.value) == (
        f"{PARTS['en']}: its figures are in 'en', slides are asked for in 'zh'. Slides in the "
        "language of the run's figures are expected: run `urbanstats nightly --as-of 2018-06-08 "
        "--language zh` and take that run.  [SLIDES-LANGUAGE]"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_an_indicators_figure_is_refused(briefing, tmp_path):
    with pytest.raises(DataError) as caught:
        write_deck(replace(briefing, figures=tmp_path), tmp_path / "deck.pptx")
    assert str(caught.value) == (
        "resident_urbanization_rate: its fan is not among the run's figures "
        "(01_resident_urbanization_rate_fan_en.png). A whole published run is expected: bring its "
        "folder back from a copy, or run `urbanstats nightly` again.  [RUN-FIGURES]"
    )


def test_a_fan_for_a_whole_slide_does_where_there_is_no_half_one(short, tmp_path):
    figures = tmp_path / "figures"
    shutil.copytree(short.figures, figures)
    name = "02_hukou_urbanization_rate"
    (figures / f"{name}_fan_half_en.png").rename(figures / f"{name}_fan_en.png")
    deck = pptx.Presentation(write_deck(replace(short, figures=figures), tmp_path / "a.pptx"))
    pictures = [slide.element.xpath(".//p:pic") for slide in deck.slides]
    assert [len(found) for found in pictures] == [0] * 4 + [1] * 2 + [0] * 2


def test_the_courses_of_all_indicators_cover_a_slide_if_the_run_drew_them(short, tmp_path):
    figures = tmp_path / "figures"
    shutil.copytree(short.figures, figures)
    image = Image.new("RGB", (1600, 900), "white")
    image.save(figures / "scorecard_paths_en.png")
    deck = pptx.Presentation(write_deck(replace(short, figures=figures), tmp_path / "a.pptx"))
    slide = deck.slides[4]
    assert title_of(slide) == "Every indicator's course against its targets"
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == 13]
    assert box_of(picture) == Box(0, 0, 960, 540)


# -- text that fits ---------------------------------------------------------------------------


def test_text_takes_the_largest_size_that_fits():
    box = Box(0, 0, 200, 47)
    assert fit(["short"], box, (20, 18, 16)) == (["short"], 20)
    long = ["one two three four five six seven"]
    assert fit(long, box, (20, 18, 16)) == (long, 18)


def test_text_that_does_not_fit_loses_its_last_sentences_and_says_so():
    text = ["First things first. Then the second one.", "A last paragraph. Of two sentences."]
    fitted = fit(text, Box(0, 0, 300, 44), (20, 16), more="(more)")
    assert fitted == (["First things first. Then the second one. (more)"], 16)


def test_one_sentence_that_is_too_long_is_cut():
    (text,), size = fit(["word " * 100], Box(0, 0, 200, 45), (20, 16))
    assert text.endswith(" …")
    assert height_of([text], 200, size) <= 45
    assert len(text) > 30


def test_lines_are_never_wider_than_the_box_whatever_the_text():
    texts = ["https://example.org/" + "x" * 200, "常住人口城镇化率" * 20, "a " * 90, "“（）”" * 9]
    for text in texts:
        lines = break_lines(text, 150, 16)
        assert all(width_of(line, 16) <= 150 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_list_goes_on_over_as_many_slides_as_it_needs():
    pages = paginate([f"point {n}" for n in range(10)], Box(0, 0, 300, 110), 16)
    assert [text for page in pages for text in page] == [f"point {n}" for n in range(10)]
    assert len(pages) == 3
    assert all(height_of(page, 300, 16) <= 110 for page in pages)


# -- the command ------------------------------------------------------------------------------


@pytest.fixture
def published(run, monkeypatch, tmp_path):
    """Work beside a published run of two indicators."""
    others = shutil.ignore_patterns(*(f"{number:02d}_*.json" for number in range(3, 16)))
    shutil.copytree(run, tmp_path / "runs" / run.name, ignore=others)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_takes_the_newest_run_and_tells_where_the_slides_are(published, capsys):
    assert cli.main(["slides"]) == 0
    path = published / "briefing_en.pptx"
    assert re.fullmatch(rf"briefing_en\.pptx: {PARTS['en']}, 0\.\d MB\n", capsys.readouterr().out)
    before = path.read_bytes()
    assert cli.main(["slides", f"runs/{PARTS['en']}", "--language", "en"]) == 0
    assert path.read_bytes() == before


def test_the_command_does_not_replace_slides_that_someone_worked_on(published, capsys):
    assert cli.main(["slides", "-o", "mine.pptx"]) == 0
    deck = pptx.Presentation("mine.pptx")
    deck.core_properties.last_modified_by = "Planner"
    deck.save("mine.pptx")
    before = (published / "mine.pptx").read_bytes()
    assert cli.main(["slides", "-o", "mine.pptx"]) == 5
    assert capsys.readouterr().err == (
        "urbanstats: store: mine.pptx: another file is there, or slides that someone has changed. "
        "A new file is expected, or one that this command wrote: give another name with -o, or "
        "move that file.  [SLIDES-TAKEN]\n"
    )
    assert (published / "mine.pptx").read_bytes() == before
    (published / "notes.pptx").write_text("not slides at all")
    assert cli.main(["slides", "-o", "notes.pptx"]) == 5


def test_the_command_says_what_to_do_where_there_is_no_run(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["slides"]) == 2
    assert capsys.readouterr().err == (
        "urbanstats: parameters: runs: no run has been published here. The folder of a published "
        "run is expected: name one, or run 'urbanstats nightly' first.  [PAR-RUN]\n"
    )


# -- another program opens it -----------------------------------------------------------------

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir>
<cachedir>{cache}</cachedir><match target="pattern"><test name="family"><string>Microsoft YaHei
</string></test><edit name="family" mode="assign" binding="strong"><string>Urbanstats Sans</string>
</edit></match></fontconfig>"""


@pytest.mark.slow
def test_libreoffice_shows_every_slide_and_none_is_blank(path, slides, tmp_path, monkeypatch):
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        pytest.skip("LibreOffice (soffice) or pdftoppm is not installed: slides were not rendered")
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(FONTS.format(fonts=FONT_FILE.parent, cache=tmp_path / "cache"))
    monkeypatch.setenv("FONTCONFIG_FILE", str(fonts))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    convert = [*office, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    pages = ["pdftoppm", "-r", "30", "-png", str(tmp_path / "deck.pdf"), str(tmp_path / "page")]
    subprocess.run(pages, check=True, capture_output=True, timeout=60)
    pictures = [Image.open(page).convert("L") for page in sorted(tmp_path.glob("page-*.png"))]
    assert len(pictures) == len(slides)
    assert all(picture.getextrema()[0] < 120 for picture in pictures)
    assert {round(picture.width / picture.height, 2) for picture in pictures} == {1.78}
