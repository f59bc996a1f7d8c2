"""Finding by keyboard: the palette anywhere, the page of results, what is recent, and what was mistyped."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.running import Site, open_context

INDEX = """
from kept.search.catching_up import catch_up
while catch_up(now=now()):
    pass
"""


@pytest.fixture(scope="module", autouse=True)
def indexed(site: Site) -> Iterator[None]:
    """What the worker would have done a second later."""
    site.happen(INDEX)
    yield


def test_from_anywhere_to_a_case_without_the_mouse(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/mine")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and go")
    expect(palette.get_by_role("combobox")).to_be_focused()
    expect(palette.get_by_role("option", name="Outbox")).to_be_visible()
    page.keyboard.type("laptop", delay=25)
    first = palette.get_by_role("group", name="Cases").get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(palette.locator("mark").first).to_have_text("laptop", ignore_case=True)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/case/*")  # the newest that speaks of one
    expect(page.locator("main")).to_contain_text("laptop", ignore_case=True)
    page.keyboard.press("Control+k")
    expect(palette.get_by_role("group", name="Recent").get_by_role("option").first).to_be_visible()
    expect(palette.get_by_role("group", name="On this page")).to_contain_text("Note")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()


def test_a_reference_typed_into_the_palette_opens_with_enter(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/outbox")
    page.keyboard.press("Control+k")
    page.keyboard.type(site.cases["laptop"].lower().replace("-", " "))
    expect(page.get_by_role("group", name="Exactly this")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/case/{site.cases['laptop']}*")


def test_going_to_a_page_by_its_name(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/mine")
    page.keyboard.press("Control+k")
    page.keyboard.type("relay")
    expect(page.get_by_role("option", name="Set-up: mail")).to_be_visible()
    page.get_by_role("option", name="Set-up: mail").click()
    page.wait_for_url("**/desk/settings")


def test_the_slash_opens_the_palette_where_a_page_has_no_box(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Search and go")).to_be_visible()


def test_the_page_of_results_follows_what_is_typed_and_narrows(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/search")
    box = page.get_by_role("searchbox")
    expect(box).to_be_focused()
    box.press_sequentially("boot", delay=40)
    expect(page.locator("#found .found").first).to_be_visible()
    page.wait_for_url("**/desk/search?q=boot")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Open", exact=True).click()
    page.wait_for_url("**is%3Aopen")
    page.get_by_role("searchbox").fill("Wndeline")
    expect(page.get_by_role("heading", name="Close to what you typed")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Wendeline Maas")).to_be_focused()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (768, "dark")]
)
def test_axe_finds_nothing(site: Site, browser: Browser, width: int, scheme: str) -> None:
    context = open_context(browser, site, width=width, scheme=scheme)
    page = context.new_page()
    found = []
    for path in ("search", "search?q=boots", "search?q=laptop+is:open", "search?q=qqzz", "mine"):
        page.goto(f"{site.url}/desk/{path}")
        if path == "mine":
            page.keyboard.press("Control+k")
            page.keyboard.type("ma")
            expect(page.get_by_role("group", name="Customers")).to_be_visible()
        for violation in Axe().run(page).response["violations"]:
            found += [f"{path} {violation['id']}: {node['html'][:200]}" for node in violation["nodes"]]
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
        ), path
    context.close()
    assert not found, "\n".join(found)
