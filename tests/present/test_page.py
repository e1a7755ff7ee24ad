"""The pages of a run: whole, safe to open, equal to the briefs, and the same every time."""

import base64
import hashlib
import itertools
import math
import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from urbanstats.brief.indicator import TextTable
from urbanstats.brief.run import PastLikelihood
from urbanstats.errors import DataError
from urbanstats.present.page import write_site
from urbanstats.present.page.views import (
    changed_days,
    department_slugs,
    file_name,
    history_table,
    mark,
)
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import likelihood_text, name_of

VOID = {"meta", "link", "br", "img"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> & 柳州 **x**"
HEADINGS = ("h1", "h2", "h3", "h4")


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, its text, what was left open."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.wrong, self.parts = [], [], [], []
        self.feed(source)
        self.close()
        self.text = " ".join("".join(self.parts).split())

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.parts.append("" if self.open[-1:] == ["style"] else data)

    def all(self, tag, name=None):
        """Return the attributes of all elements of a kind, or one attribute of each that has it."""
        found = [attributes for each, attributes in self.elements if each == tag]
        return found if name is None else [each[name] for each in found if name in each]


@pytest.fixture(scope="module")
def folder(briefing, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_site(briefing, folder)
    return folder


@pytest.fixture(scope="module")
def sources(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def pages(sources):
    return {name: Page(source) for name, source in sources.items()}


def names_of(briefing):
    stems = ["index", *(brief.stem for brief in briefing.indicators)]
    return {file_name(name, lang) for name in stems for lang in LANGUAGES}


def test_there_is_a_start_and_a_page_per_indicator_in_both_languages(briefing, folder, tmp_path):
    paths = write_site(briefing, tmp_path / "new" / "site")
    assert paths[0].name == "index.html"
    assert {path.name for path in paths} == names_of(briefing)
    assert {path.name for path in folder.iterdir()} == names_of(briefing)
    assert len(paths) == 32


def test_equal_briefings_give_equal_bytes(briefing, folder, tmp_path):
    write_site(briefing, tmp_path)
    write_site(briefing, tmp_path)  # over what is there
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_the_whole_site_is_small_enough_to_mail(folder):
    sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert sum(sizes.values()) < 1_200_000
    assert max(sizes.values()) < 60_000


def test_every_element_is_closed_and_every_id_is_its_own(pages):
    for name, page in pages.items():
        assert page.wrong == [], name
        assert page.open == [], name
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), name


def test_no_page_can_run_anything_or_reach_out(sources, pages):
    for name, page in pages.items():
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"script", "iframe", "object", "embed", "form", "img", "base"}, name
        for tag, attributes in page.elements:
            assert "style" not in attributes, name
            assert not [key for key in attributes if key.startswith("on")], name
            for key in ("href", "src", "xlink:href", "action"):
                target = attributes.get(key, "")
                assert not re.match(r"[a-z+]*:|//", target) or target == "data:,", (name, tag)
        assert "@import" not in sources[name]
        assert "url(" not in sources[name]


def test_the_policy_allows_nothing_but_the_one_style_by_its_hash(sources, pages):
    for name, source in sources.items():
        (style,) = re.findall(r"<style>(.*?)</style>", source, re.S)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            "base-uri 'none'; form-action 'none'"
        )
        metas = [each for each in pages[name].all("meta") if "http-equiv" in each]
        assert [each["content"] for each in metas] == [policy], name
        assert source.index("http-equiv") < source.index("<style>")


def test_every_link_leads_to_a_page_and_a_place_that_exist(pages):
    for name, page in pages.items():
        links = page.all("a", "href") + [each["href"] for each in page.all("link")]
        assert len(links) > 4
        for link in set(links) - {"data:,"}:
            file, _, place = link.partition("#")
            target = pages[file or name]
            ids = {attributes.get("id") for _, attributes in target.elements}
            assert not place or unquote(place) in ids, (name, link)


def test_every_page_names_its_language_and_links_to_its_twin(pages):
    for name, page in pages.items():
        english = name.endswith(".en.html")
        own, other = ("en", "zh-Hans") if english else ("zh-Hans", "en")
        twin = name.replace(".en.html", ".html") if english else name.replace(".html", ".en.html")
        assert page.all("html", "lang") == [own]
        alternates = {each.get("hreflang"): each["href"] for each in page.all("link")}
        assert alternates[own] == name
        assert alternates[other] == twin
        switches = [each for each in page.all("a") if each.get("hreflang") == other]
        assert [(each["href"], each["lang"]) for each in switches] == [(twin, other)]


def test_headings_come_in_order_and_the_first_is_the_only_one_of_its_kind(pages):
    for name, page in pages.items():
        levels = [HEADINGS.index(tag) for tag, _ in page.elements if tag in HEADINGS]
        assert levels.count(0) == 1, name
        assert levels[0] == 0
        steps = itertools.pairwise(levels)
        assert all(after - before <= 1 for before, after in steps), name


def test_every_table_has_a_caption_heads_and_a_frame_that_scrolls_by_keyboard(pages):
    for name, page in pages.items():
        tables = page.all("table")
        frames = [each for each in page.all("div") if each.get("class") == "scroll"]
        assert len(tables) == len(frames) == len(page.all("caption")) >= 2, name
        for frame in frames:
            assert (frame["role"], frame["tabindex"]) == ("region", "0")
            assert frame["aria-label"]
        assert {each.get("scope") for each in page.all("th")} <= {"col", "row", "rowgroup"}, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_start_page_tells_the_run_the_count_and_what_changed(briefing, pages, lang):
    page, said = pages[file_name("index", lang)], briefing.overview.said[lang]
    told = [said.title, briefing.run, briefing.as_of, briefing.overview.document]
    told += briefing.changes[lang] + said.count
    told += [item.replace("**", "") for item in said.overview]
    for text in told:
        assert text in "".join(page.parts)
    bold = "".join(said.overview).count("**") / 2
    assert len(page.all("strong")) == bold > 0
    for row in said.tables["expected"].rows:
        assert row[3] in page.text
    for row in said.tables["audit"].rows:
        assert row[3] in "".join(page.parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_indicator_has_a_card_with_its_likelihood_as_its_brief_says(briefing, sources, lang):
    source = sources[file_name("index", lang)]
    cards = re.findall(r'<li class="card.*?</li>', source, re.S)
    assert len(cards) == len(briefing.indicators) == 15
    for card, brief in zip(cards, briefing.indicators, strict=True):
        page, said, target = Page(card), brief.said[lang], brief.targets[-1]
        assert page.all("a", "href") == [file_name(brief.stem, lang)]
        for text in (
            str(brief.number),
            said.short,
            said.lights[-1].likelihood,
            said.lights[-1].words,
        ):
            assert text in "".join(page.parts)
        both = likelihood_text(target.likelihood_plan_basis, lang) in "".join(page.parts)
        assert both or target.likelihood_plan_basis == target.likelihood
        assert f"light-{target.light}" in card
        assert any("sketch-spark" in each.get("class", "") for each in page.all("svg"))
        for department in brief.departments:
            assert name_of("department", department, lang) in page.text


def test_indicators_one_and_eleven_show_the_plan_s_own_basis_in_brackets(pages):
    assert "73% 可能性偏大 (规划口径4%)" in pages["index.html"].text
    assert "5% 可能性极小 (规划口径13%)" in pages["index.html"].text
    assert pages["index.html"].text.count("(规划口径") == 2


def test_the_signs_differ_in_shape_and_not_only_in_colour(sources):
    key = re.search(r'<ul class="key".*?</ul>', sources["index.html"], re.S)[0]
    drawn = re.findall(r'<svg class="light light-(\w+)"[^>]*>(.*?)</svg>', key)
    assert [kind for kind, _ in drawn] == ["met", "likely", "even", "unlikely", "missed"]
    assert len({shape for _, shape in drawn}) == 5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_department_can_be_asked_for_and_its_cards_are_marked(briefing, sources, lang):
    source = sources[file_name("index", lang)]
    slugs = department_slugs(briefing.departments())
    assert slugs["住建委"] == "housing-and-construction"
    for name, slug in slugs.items():
        mine = [brief for brief in briefing.indicators if name in brief.departments]
        cards = re.findall(rf'<li class="card of[^"]* of-{slug}[ "]', source)
        assert len(cards) == len(mine) > 0
        assert f'href="#dept-{slug}"' in source
        assert f"#dept-{slug}:target~.cards .of:not(.of-{slug})" in source


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_indicator_s_page_says_everything_its_brief_says(briefing, pages, lang):
    kinds = ("meaning", "required", "prospect", "joint", "rebasing", "scenarios", "evidence")
    for brief in briefing.indicators:
        page, said = pages[file_name(brief.stem, lang)], brief.said[lang]
        text = "".join(page.parts)
        for told in [said.name, said.finding, *(each for k in kinds for each in getattr(said, k))]:
            assert told in text, (brief.id, told)
        rows = [row for table in said.tables.values() for row in table.rows]
        cells = {cell for row in rows for cell in row}
        assert all(cell in text for cell in cells)
        assert len(page.all("table")) == len(said.tables) + 1  # and the history
        sketches = {each["class"] for each in page.all("svg") if "sketch" in each["class"]}
        wanted = {"fan", "bars", "history", *(["histogram"] if brief.pace else [])}
        assert sketches == {f"sketch sketch-{kind}" for kind in wanted}


def test_each_indicator_leads_to_the_one_before_and_the_one_after(briefing, pages):
    stems = [brief.stem for brief in briefing.indicators]
    for at, name in enumerate(stems):
        links = {
            each["rel"]: each["href"] for each in pages[f"{name}.html"].all("a") if "rel" in each
        }
        wanted = {"prev": stems[at - 1]} if at else {}
        wanted |= {"next": stems[at + 1]} if at + 1 < len(stems) else {}
        assert links == {rel: f"{file}.html" for rel, file in wanted.items()}


def test_a_run_without_history_says_so_instead_of_drawing_one_day(briefing, tmp_path):
    one_day = {
        name: [entry for entry in entries if entry.as_of == briefing.as_of]
        for name, entries in briefing.history.items()
    }
    for history in (one_day, {}):
        write_site(replace(briefing, history=history), tmp_path)
        source = (tmp_path / "15_green_coverage.html").read_text(encoding="utf-8")
        assert "sketch-history" not in source
        assert "目前只有这一天的运行结果" in source


def entries(*days):
    return [
        PastLikelihood(f"2018-07-{number:02d}", "r", 2020, likelihood)
        for number, likelihood in enumerate(days, 1)
    ]


def test_days_on_which_nothing_changed_are_left_out_of_the_history():
    days = changed_days(entries(0.2, 0.2, 0.201, 0.2, 0.5, 0.5, 0.5, 0.5), "en")
    assert [day[0].as_of[-2:] for day in days] == ["01", "04", "05", "08"]
    table = history_table(days, "en")
    assert table.columns == ("As of", "2020")
    assert [(head[-2:], rows) for head, rows in table.groups] == [
        ("08", (("50\xa0%",),)),
        ("05", (("50\xa0%",),)),
        ("01", (("20\xa0%",),)),
    ]


def test_the_history_keeps_its_newest_rows_and_leaves_out_what_is_not_known():
    many = changed_days(entries(*(0.01 * number for number in range(1, 28)), math.nan), "en")
    assert [day[0].as_of[-2:] for day in many][-1] == "27"
    long = changed_days(entries(*(0.1, 0.9) * 20), "en")
    assert len(long) == 40
    heads = [head[-2:] for head, _ in history_table(long, "en").groups]
    assert heads == [f"{number:02d}" for number in range(40, 10, -1)]
    assert changed_days([], "en") == []


def test_hostile_text_stays_text_wherever_it_stands(briefing, tmp_path):
    brief = briefing.indicators[0]
    said = {
        lang: replace(
            words,
            **dict.fromkeys(("name", "short", "area"), HOSTILE),
            meaning=[HOSTILE],
            tables=words.tables | {"sources": TextTable([HOSTILE], [[HOSTILE]])},
        )
        for lang, words in brief.said.items()
    }
    figures = [replace(figure, basis=HOSTILE, source=HOSTILE) for figure in brief.figures]
    hostile = replace(
        brief, said=said, departments=(HOSTILE,), group=HOSTILE, figures=figures, basis=HOSTILE
    )
    overview = replace(briefing.overview, document=HOSTILE)
    changed = {"zh": [HOSTILE], "en": [HOSTILE]}
    whole = replace(
        briefing,
        run=HOSTILE,
        version=HOSTILE,
        overview=overview,
        changes=changed,
        indicators=(hostile, *briefing.indicators[1:]),
    )
    paths = write_site(whole, tmp_path)
    for path in paths:
        page = Page(path.read_text(encoding="utf-8"))
        assert not {"script", "img"} & {tag for tag, _ in page.elements}
        assert page.wrong == page.open == []
        assert not [key for _, each in page.elements for key in each if key.startswith("on")]
        assert "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> &" in "".join(page.parts)


@pytest.mark.parametrize("name", ["../escape", "a b", "", "Ä", "x" * 81])
def test_an_id_that_cannot_name_a_file_is_refused_before_anything_is_written(
    briefing, tmp_path, name
):
    bad = replace(briefing.indicators[0], id=name)
    with pytest.raises(DataError) as caught:
        write_site(replace(briefing, indicators=(bad,)), tmp_path / "site")
    assert str(caught.value) == (
        f"run {briefing.run}: indicator {name!r} cannot name a page. Ids of small letters, digits "
        "and underscores are expected: bring the run's briefs back from a copy, or run the night "
        "again.  [PAGE-NAME]"
    )
    assert list(tmp_path.iterdir()) == []


def test_departments_that_would_share_a_word_keep_their_filters_apart():
    slugs = department_slugs(["统计局", "Statistics", "<b>", "某某局"])
    assert list(slugs.values()) == ["statistics", "2", "b", "4"]


def test_chinese_on_an_english_page_is_named_so_and_not_on_a_chinese_one():
    assert mark("of 柳州 and", "en") == 'of <span lang="zh-Hans">柳州</span> and'
    assert mark("of 柳州 and", "zh") == "of 柳州 and"
    assert mark("**a<b** c", "zh") == "<strong>a&lt;b</strong> c"
