"""A running desk and a browser in which somebody is signed in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.running import BROWSERS, Site, chromium, open_context, running_browser, running_site


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """A demo desk with a scene in it, served on a free port."""
    with running_site() as site:
        yield site


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one these tests say so and are skipped."""
    path = chromium()
    if path is None:
        pytest.skip(f"no Chromium found at {', '.join(BROWSERS)}")
    with running_browser(path) as browser:
        yield browser


@pytest.fixture
def context(site: Site, browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which Ines is signed in."""
    context = open_context(browser, site)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of hers. A broken policy or a script that fails ends the test."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: _listen(wrong, message.type, message.text))
    yield page
    assert not wrong, wrong


def _listen(wrong: list[str], kind: str, text: str) -> None:
    if kind == "error" and "Failed to load resource" not in text and not text.startswith("htmx:"):
        wrong.append(text)
