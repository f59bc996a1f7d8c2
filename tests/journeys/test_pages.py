"""Every page at every width, light and dark: nothing that a screen reader trips over, nothing too heavy."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.running import Site, open_context

PAGES = [
    "/desk/",
    "/desk/mine",
    "/desk/unowned",
    "/desk/waiting",
    "/desk/case/{laptop}",
    "/desk/case/{bounced}",
    "/desk/case/{settled}",
    "/desk/quarantine",
    "/desk/outbox",
    "/desk/notices",
    "/desk/customers",
    "/desk/settings",
    "/desk/settings/pledge",
    "/desk/settings/people",
    "/desk/settings/mailbox",
    "/desk/settings/relay",
    "/desk/me",
    "/desk/keys",
    "/desk/style",
    "/sandbox/new",
]


MAIN = [*PAGES[:1], *PAGES[4:6], "/desk/customers", "/desk/settings", "/desk/style"]
LOOKS = [
    (1440, "light", PAGES),
    (1440, "dark", PAGES),
    (390, "light", PAGES),
    (768, "light", MAIN),
    (390, "dark", MAIN),
]


@pytest.mark.parametrize(("width", "scheme", "paths"), LOOKS, ids=[f"{w}-{s}" for w, s, _ in LOOKS])
def test_axe_finds_nothing(site: Site, browser: Browser, width: int, scheme: str, paths: list[str]) -> None:
    context = open_context(browser, site, width=width, scheme=scheme)
    page = context.new_page()
    found = []
    for path in paths:
        page.goto(site.url + path.format(**site.cases))
        page.wait_for_load_state("load")
        for violation in Axe().run(page).response["violations"]:
            found += [f"{path} {violation['id']}: {node['html'][:200]}" for node in violation["nodes"]]
        # Nothing stands outside the page at the side.
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
        ), path
    context.close()
    assert not found, "\n".join(found)


def test_axe_finds_nothing_in_a_dialog_and_in_front_of_the_door(site: Site, browser: Browser) -> None:
    context = open_context(browser, site)
    page = context.new_page()
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    page.keyboard.press("t")
    expect(page.locator("dialog#ask")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.context.clear_cookies(name="sessionid")
    page.goto(f"{site.url}/desk/")
    expect(page.locator("h1")).to_have_text("Sign in")
    assert Axe().run(page).response["violations"] == []
    context.close()


@pytest.mark.parametrize("path", ["/desk/", "/desk/case/{laptop}"])
def test_a_page_is_light_and_lighter_the_second_time(site: Site, browser: Browser, path: str) -> None:
    context = open_context(browser, site)
    page = context.new_page()
    first, second = (_transferred(page, site.url + path.format(**site.cases)) for _ in range(2))
    context.close()
    assert first < 150_000, first
    assert second < 40_000, second


def test_text_at_200_per_cent_stays_usable(site: Site, browser: Browser) -> None:
    context = open_context(browser, site, width=1440)
    page = context.new_page()
    for path in ("/desk/", "/desk/case/{laptop}"):
        page.goto(site.url + path.format(**site.cases))
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"
        ), path
    context.close()


def test_dark_is_kept_and_comes_with_the_page(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/me")
    page.get_by_role("button", name="Dark").click()
    page.goto(f"{site.url}/desk/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 20, 24)"


def test_single_keys_can_be_switched_off(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/me")
    page.get_by_role("button", name="Switch single keys off").click()
    page.goto(f"{site.url}/desk/")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).not_to_be_focused()
    page.goto(f"{site.url}/desk/me")
    page.get_by_role("button", name="Switch single keys on").click()
    expect(page.get_by_role("button", name="Switch single keys off")).to_be_visible()


def test_times_are_told_in_the_readers_zone(site: Site, browser: Browser) -> None:
    context = browser.new_context(timezone_id="Asia/Tokyo")
    context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.url}])
    page = context.new_page()
    page.goto(f"{site.url}/desk/")
    page.wait_for_function("() => document.cookie.includes('kept_zone')")
    page.goto(f"{site.url}/desk/me")
    expect(page.locator("main")).to_contain_text("times in Asia/Tokyo")
    context.close()


def test_signing_in_and_out_by_the_door(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/desk/mine")
    page.fill("[name=login]", "ines@kept.test")
    page.fill("[name=password]", "a long password")
    page.click("button[type=submit]")
    expect(page.locator("h1")).to_have_text("Mine")
    page.goto(f"{site.url}/desk/me")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site.url}/desk/")
    expect(page.locator("h1")).to_have_text("Sign in")
    context.close()


def test_the_list_of_keys_opens_by_a_key(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.keyboard.press("?")
    expect(page.locator("dialog#ask")).to_contain_text("what is owed")


def test_a_live_test_says_in_plain_words_what_is_wrong(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/settings/relay")
    page.fill("#id_host", "127.0.0.1")
    page.fill("#id_port", "1")
    page.select_option("#id_security", "none")
    page.get_by_role("button", name="Test it now").click()
    expect(page.locator("#outcome")).to_contain_text("It does not work yet.", timeout=15_000)
    expect(page.locator("#id_host")).to_have_value("127.0.0.1")
    page.fill("#id_host", "")
    page.get_by_role("button", name="Test it now").click()
    expect(page.locator("#id_host-error")).to_be_visible()


def test_the_sandbox_answers_as_the_customer(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/sandbox/new")
    page.fill("#id_text", "Do you resole boots that are not yours?")
    page.fill("#id_subject", "Resoling")
    page.click("button[type=submit]")
    expect(page.locator("[role=status]")).to_contain_text("It stands in the desk now")
    page.goto(f"{site.url}/desk/")
    expect(page.locator(".row", has_text="Do you resole boots")).to_be_visible()


def _transferred(page: Page, url: str) -> int:
    """Bytes that came over the wire for this page, headers included."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    session.detach()
    return int(sum(sizes))
