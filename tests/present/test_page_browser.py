"""The pages in a real browser: offline, by keyboard, on a phone, on paper, and for everyone."""

import pytest

from urbanstats.present.page import write_site

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
URBAN, GREEN = "01_resident_urbanization_rate.html", "15_green_coverage.html"
SHOWN = "cards => cards.filter(card => card.getClientRects().length).map(card => card.innerText)"


@pytest.fixture(scope="module")
def paths(briefing, tmp_path_factory):
    return write_site(briefing, tmp_path_factory.mktemp("site") / "柳州 site")


@pytest.fixture
def visit(browser, paths):
    """Give a function that opens a page offline; the page notes complaints and requests."""
    contexts = []

    def visit(name="index.html", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.complaints, page.asked = [], []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        name, _, place = name.partition("#")
        page.goto(paths[0].with_name(name).as_uri() + (f"#{place}" if place else ""))
        return page

    yield visit
    for context in contexts:
        context.close()


def name_of(page):
    return page.url.rpartition("/")[2]


def test_every_page_opens_offline_asks_for_nothing_else_and_complains_of_nothing(visit, paths):
    page = visit()
    for path in paths:
        page.goto(path.as_uri())
        assert page.locator("h1").count() == 1
        font = page.locator("body").evaluate("body => getComputedStyle(body).fontFamily")
        assert "PingFang SC" in font, "the style is applied in spite of the policy"
    assert {url for url in page.asked if not url.startswith(("file:", "data:,"))} == set()
    assert page.complaints == []


def test_the_policy_stops_whatever_would_run_or_reach_out(visit, paths):
    page = visit()
    page.evaluate(
        """() => {
            for (const [tag, what] of [["script", "window.ran = true"], ["style", "h1{color:red}"]])
                document.head.append(Object.assign(document.createElement(tag),
                    {textContent: what}));
            document.body.append(Object.assign(new Image(), {src: "index.en.html"}));
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.locator("h1").evaluate("it => getComputedStyle(it).color") == "rgb(31, 35, 40)"
    assert len(page.complaints) == 3
    assert all("Content Security Policy" in text for text in page.complaints)


def test_a_reader_goes_from_the_start_to_an_indicator_its_twin_its_neighbour_and_back(visit):
    page = visit()
    page.locator("nav.languages a").click()
    assert name_of(page) == "index.en.html"
    page.get_by_role("link", name="15 Green coverage").click()
    assert name_of(page) == "15_green_coverage.en.html"
    page.locator("nav.languages a").click()
    assert name_of(page) == GREEN
    page.locator("a[rel=prev]").click()
    assert name_of(page) == "14_green_building_share.html"
    page.locator("nav.walk a", has_text="全部指标").click()
    assert name_of(page) == "index.html#indicators"


def test_the_address_of_a_department_hides_the_others_cards_and_says_so(visit):
    page = visit()
    assert len(page.locator(".card").evaluate_all(SHOWN)) == 15
    page.get_by_role("link", name="住建委（4）").click()
    assert name_of(page) == "index.html#dept-housing-and-construction"
    shown = page.locator(".card").evaluate_all(SHOWN)
    assert [text.split()[0] for text in shown] == ["8", "10", "11", "14"]
    assert page.locator(".cards h3").evaluate_all(SHOWN) == ["基本公共服务", "基础设施", "资源环境"]
    assert page.get_by_text("仅显示住建委负责的指标。").is_visible()
    colors = "links => links.map(link => getComputedStyle(link).backgroundColor)"
    chosen = [
        color != "rgba(0, 0, 0, 0)" for color in page.locator(".filter a").evaluate_all(colors)
    ]
    assert chosen.count(True) == 1
    assert chosen.index(True) == 5
    page.get_by_role("link", name="全部（15）").click()
    assert len(page.locator(".card").evaluate_all(SHOWN)) == 15


def test_a_shared_address_of_a_department_opens_filtered_in_both_languages(visit):
    for name in ("index.html#dept-transport", "index.en.html#dept-transport"):
        shown = visit(name).locator(".card").evaluate_all(SHOWN)
        assert [text.split()[0] for text in shown] == ["9"]


def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit):
    page = visit()
    seen = []
    for _ in range(45):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert seen[0] == "#content"
    assert "#dept-transport" in seen
    assert GREEN in seen
    page.goto(page.url)
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    assert box["x"] >= 0, "the way past the head is seen once it has the focus"
    assert page.locator(".skip").evaluate("it => getComputedStyle(it).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#indicators"


def test_no_page_scrolls_sideways_on_a_narrow_screen(visit, paths):
    page, found = visit(), {}
    for path in paths:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width in (320, 360, 768):
            page.set_viewport_size({"width": width, "height": 800})
            found[path.name, width] = page.evaluate("document.documentElement.scrollWidth")
    assert {where: wide for where, wide in found.items() if wide > where[1]} == {}


def test_on_paper_all_departments_are_shown_and_nothing_is_cut_off(visit):
    page = visit("index.html#dept-transport")
    assert len(page.locator(".card").evaluate_all(SHOWN)) == 1
    page.emulate_media(media="print")
    assert len(page.locator(".card").evaluate_all(SHOWN)) == 15
    assert not page.locator(".filter").is_visible()
    assert page.locator("table").first.is_visible(), "what is folded on the screen is printed"
    for name in ("index.html", URBAN):
        page = visit(name, width=680)
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= 680
        assert page.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "names"),
    [
        (360, ["index.html", URBAN]),
        (1280, ["index.html", "index.en.html#dept-transport", URBAN, f"{GREEN[:-5]}.en.html"]),
    ],
)
def test_nothing_stands_in_the_way_of_readers_with_disabilities(visit, paths, width, names):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(width=width, bypass_csp=True)
    for name in names:
        page.goto(paths[0].parent.as_uri() + "/" + name)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        options = {"runOnly": {"type": "tag", "values": RULES}}
        found = Axe().run(page, options=options).response
        assert [each["id"] for each in found["violations"]] == [], name
        assert len(found["passes"]) > 10, "the rules were tried"
