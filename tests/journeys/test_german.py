"""The desk in German: Owed, a case and its composer speak it throughout; only what people wrote stays as it is."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.running import Site

#: Words of the desk in English that would stand on these pages; none is in the scene's own texts.
ENGLISH = re.compile(
    r"(?<![\w-])(Owed|Unowned|Waiting|Outbox|Quarantine|Settings|Keys|Broken|Snooze|Settle|Assign|owner|ignored|late"
    r"|ago|yesterday|tomorrow|today|Note|Promise|Send|Sign|Undo|Filter|Select|Settled|owed|promised|kept|overdue"
    r"|proof|released|source|minutes|hours|days)(?![\w-])"
)
#: What the pages say of themselves, without what customers and colleagues wrote.
OURS = """
() => {
  const page = document.body.cloneNode(true);
  for (const theirs of page.querySelectorAll(
    ".words, .text, blockquote, pre, script, style, svg, h1, .more, [lang], .what b, .promise b, title, .subject"
  )) theirs.remove();
  const said = [...page.querySelectorAll("[title], [aria-label], [placeholder]")].flatMap((each) =>
    ["title", "aria-label", "placeholder"].map((name) => each.getAttribute(name) ?? ""));
  return [page.innerText, ...said].join("\\n");
}
"""


@pytest.fixture
def german(site: Site, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin", reduced_motion="reduce")
    context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.url}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/desk/", "/desk/case/{boot}", "/desk/case/{proof}"])
def test_nothing_of_the_desks_own_is_english(site: Site, german: Page, path: str) -> None:
    german.goto(site.url + path.format(**site.cases))
    html = german.locator("html")
    assert html.get_attribute("lang") == "de" and html.get_attribute("dir") is None
    said = german.evaluate(OURS)
    assert not [line for line in said.splitlines() if ENGLISH.search(line)]


def test_owed_and_the_composer_have_their_german_words(site: Site, german: Page) -> None:
    german.goto(f"{site.url}/desk/")
    expect(german.get_by_role("heading", name="Zugesagt", exact=True)).to_be_visible()
    expect(german.locator("#band-broken .due").first).to_contain_text(re.compile(r"seit \d+"))
    german.goto(f"{site.url}/desk/case/{site.cases['boot']}")
    for tab in ("Antwort", "Notiz", "Zusage"):
        expect(german.get_by_role("tab", name=tab)).to_be_visible()
    # The page's script ticks in the same language.
    assert german.evaluate("document.body.dataset.saysLate") == "seit %n min"
