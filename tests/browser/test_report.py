"""The report in a real browser: filters, links, phones, print, and no word to anybody.

Needs playwright and a Chromium (at /usr/bin/chromium, or as CNAI_CHROMIUM says).
"""

import os
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path(os.environ.get("CNAI_CHROMIUM", "/usr/bin/chromium"))
if not CHROMIUM.exists():
    pytest.skip(f"there is no Chromium at {CHROMIUM}", allow_module_level=True)

import cnai  # noqa: E402
from cnai import charts  # noqa: E402
from cnai._reporting.page import Picture, page  # noqa: E402

CHARTS = {"chips": ("closures_per_month", "closures_per_day"), "money": ("amounts",)}


@pytest.fixture(scope="module")
def con():
    return cnai.connect()


@pytest.fixture(scope="module")
def address(con, tmp_path_factory):
    pictures = [Picture.of(charts.draw(name, con), theme) for theme, names in CHARTS.items() for name in names]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(con, pictures), encoding="utf-8", newline="\n")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Open the report at a width, in a scheme; whatever it asks for or complains about fails the test."""
    contexts, complaints = [], []

    def asked(request):
        if not request.url.startswith((address, "data:")):
            complaints.append(f"asks for {request.url}")

    def go(width=1280, anchor="", **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        shown = context.new_page()
        shown.on("request", asked)
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.on("console", lambda message: complaints.append(message.text))
        shown.goto(address + anchor)
        return shown

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def shown(page):
    return page.eval_on_selector_all(".claim:not([hidden])", "all => all.map(one => one.id)")


def test_filters(visit, con):
    def ids(query):
        return [c for (c,) in con.execute(f"{query} order by c.rowid").fetchall()]

    page = visit()
    every = ids("select claim_id from claims c")
    assert shown(page) == every
    page.get_by_label("Verdict").select_option("contradicted")
    found = ids("select claim_id from claims c join verdicts v using (claim_id) where verdict = 'contradicted'")
    assert shown(page) == found
    assert page.locator("output").inner_text() == f"{len(found)} of {len(every)} claims"
    assert page.locator(".source:visible").count() == 1, "a document without claims left goes too"
    page.get_by_label("Source").select_option("startups")
    assert shown(page) == []
    assert page.get_by_text("No claim fits all of these.").is_visible()
    page.get_by_role("button", name="Show all").click()
    page.locator("#the_none").wait_for(state="hidden")
    assert shown(page) == every
    page.get_by_label("Source").select_option("startups")
    assert shown(page) == ids("select claim_id from claims c where source_id = 'startups'")
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Theme").select_option(label="Activity of investors")
    assert {"ggv-events", "sequoia-events"} <= {*shown(page)}
    page.get_by_label("Search").fill("SEQUOIA events")
    assert "sequoia-events" in shown(page) and len(shown(page)) < 5
    page.get_by_label("Search").press("Enter")
    assert "sequoia-events" in shown(page), "Enter sends nothing anywhere"


def in_view(page, claim):
    place = page.locator(f"[id='{claim}']")
    sync_api.expect(place).to_be_in_viewport()
    box = place.bounding_box()
    return box is not None and 0 <= box["y"] < 400


def test_the_link_of_a_claim_opens_it(visit):
    page = visit(anchor="#closures-sep-dec")
    sync_api.expect(page.locator("#closures-sep-dec dl")).to_be_visible()
    assert in_view(page, "closures-sep-dec")
    # From its chain to another claim, and to a chart.
    page.locator("#closures-sep-dec code a", has_text="closures-2022").first.click()
    sync_api.expect(page.locator("#closures-2022 dl")).to_be_visible()
    assert in_view(page, "closures-2022")
    page.locator("#closures-sep-dec dd a[href='#chart_closures_per_month']").click()
    assert in_view(page, "chart_closures_per_month")


def test_a_link_to_a_hidden_claim_shows_it(visit):
    page = visit()
    page.get_by_label("Verdict").select_option("recorded")
    assert not page.locator("#closures-2022").is_visible()
    page.locator("article a", has_text="closures-2022").first.click()
    sync_api.expect(page.locator("#closures-2022 dl")).to_be_visible()
    assert in_view(page, "closures-2022")
    # Closed, and followed again.
    page.locator("#closures-2022 summary").click()
    page.locator("#closures-2022 dl").wait_for(state="hidden")
    page.evaluate("scrollTo(0, 0)")
    page.locator("article a", has_text="closures-2022").first.click()
    sync_api.expect(page.locator("#closures-2022 dl")).to_be_visible()


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_is_wider_than_the_page(visit, width):
    page = visit(width)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = page.eval_on_selector_all(
        "main *:not(.scroll *, pre)",
        "(all, width) => all.filter(one => one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML)",
        width,
    )
    assert wide == []


def test_a_phone_gets_the_picture_made_for_a_column(visit):
    sizes = [visit(width).evaluate("document.querySelector('figure img').naturalWidth") for width in (375, 1280)]
    assert sizes[0] < sizes[1]
    page = visit(375)
    assert page.evaluate("document.querySelector('figure img').getBoundingClientRect().width") <= 360


def test_dark_keeps_the_charts_on_white(visit):
    def colour(page, of):
        return page.evaluate("of => getComputedStyle(document.querySelector(of)).backgroundColor", of)

    light, dark = visit(color_scheme="light"), visit(color_scheme="dark")
    assert colour(light, "body") != colour(dark, "body")
    assert colour(dark, "figure .scroll") == colour(light, "figure .scroll") == "rgb(255, 255, 255)"


def test_print_shows_every_chain_and_nothing_to_click(visit):
    page = visit()
    page.emulate_media(media="print")
    assert page.evaluate("document.querySelector('#closures-average dl').getClientRects().length") > 0
    for of in ("nav", "form", "figcaption"):
        assert not page.locator(of).first.is_visible()
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    assert page.locator(".claim[open]").count() == 0, "what print opened is closed again"


def test_without_scripts_everything_is_there_but_filters(visit):
    page = visit(anchor="#closures-sep-dec", java_script_enabled=False)
    assert not page.locator("form").is_visible()
    sync_api.expect(page.locator("#closures-sep-dec dl")).to_be_visible()
    page.locator("#closures-average summary").click()
    sync_api.expect(page.locator("#closures-average dl")).to_be_visible()


def test_the_keyboard_gets_everywhere(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the contents"
    page.locator("#closures-average summary").focus()
    page.keyboard.press("Enter")
    sync_api.expect(page.locator("#closures-average dl")).to_be_visible()


def test_the_policy_stops_what_is_not_ours(browser, address):
    page = browser.new_page()
    refused = []
    page.on("requestfailed", lambda request: refused.append((request.url, request.failure)))
    page.goto(address)
    page.evaluate("""() => {
        const frame = document.createElement('div');
        frame.innerHTML = '<img src="http://127.0.0.1:9/x.png" onerror="document.title = 1">';
        document.body.append(frame);
        const script = document.createElement('script');
        script.textContent = 'document.title = 2';
        document.body.append(script);
    }""")
    page.wait_for_timeout(200)
    assert page.title().startswith("Do ")
    assert refused == [("http://127.0.0.1:9/x.png", "csp")]
    page.close()
