"""Signing in as people do it, in a real browser: a passkey, a session that ends, being told without a page."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.running import Site, open_context

PASSWORD = "a long password"
PAGES = [
    "/desk/me", "/desk/me/telling", "/desk/me/sessions", "/desk/notices", "/desk/audit", "/desk/audit?about=staff",
    "/desk/settings/signing-in", "/accounts/second-step/",
]  # fmt: skip
DOORS = ["/accounts/login/", "/accounts/password/reset/", "/desk/signed-in"]


@pytest.fixture
def ruth(site: Site) -> str:
    """A colleague who signs in by herself; each test has a fresh one."""
    return site.happen(
        "from kept.staff.models import Agent\n"
        "from allauth.mfa.models import Authenticator\n"
        "ruth = Agent.objects.get(email='ruth@kept.test')\n"
        f"ruth.set_password({PASSWORD!r}); ruth.save()\n"
        "Authenticator.objects.filter(user=ruth).delete()\n"
        "result = ruth.email"
    )


@pytest.fixture
def door(site: Site, browser: Browser) -> Iterator[Page]:
    """A browser in which nobody is signed in, at an address with a name: numbers get no passkeys."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="en-GB", reduced_motion="reduce"
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield page
    context.close()
    assert not wrong, wrong


def named(site: Site) -> str:
    return site.url.replace("127.0.0.1", "localhost")


def sign_in(page: Page, site: Site, email: str) -> None:
    page.goto(f"{named(site)}/accounts/login/")
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_opens_the_desk_without_a_password(site: Site, door: Page, ruth: str) -> None:
    device = door.context.new_cdp_session(door)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(door, site, ruth)
    expect(door.locator("h1")).to_have_text("Owed")

    door.goto(f"{named(site)}/accounts/second-step/")
    door.get_by_role("link", name="Add a passkey").click()
    expect(door.locator("h1")).to_have_text("Is it you?")
    door.get_by_label("Password").fill(PASSWORD)
    door.get_by_role("button", name="It is me").click()
    door.get_by_label("Name").fill("My laptop")
    door.get_by_role("button", name="Add it").click()
    expect(door.locator("h1")).to_have_text("Recovery codes")
    expect(door.locator(".codes li")).to_have_count(10)
    door.get_by_role("link", name="I have them").click()
    expect(door.locator("main")).to_contain_text("My laptop")
    expect(door.locator("main")).to_contain_text("signs in without the password")

    door.goto(f"{named(site)}/desk/me")
    door.get_by_role("button", name="Sign out").click()
    door.goto(f"{named(site)}/accounts/login/")
    door.get_by_role("button", name="Sign in with a passkey").click()
    expect(door.locator("h1")).to_have_text("Owed")
    door.goto(f"{named(site)}/desk/me")
    expect(door.locator("h1")).to_have_text("Ruth Calloway")


def test_without_the_device_the_password_alone_does_not_open(site: Site, door: Page, ruth: str) -> None:
    device = door.context.new_cdp_session(door)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True}
    key = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    sign_in(door, site, ruth)
    door.goto(f"{named(site)}/accounts/second-step/webauthn/add/")
    door.get_by_label("Password").fill(PASSWORD)
    door.get_by_role("button", name="It is me").click()
    door.get_by_label("Sign in with this alone").uncheck()
    door.get_by_role("button", name="Add it").click()
    expect(door.locator("h1")).to_have_text("Recovery codes")
    recovery = door.locator(".codes li").first.inner_text()
    door.context.clear_cookies()

    sign_in(door, site, ruth)
    expect(door.locator("h1")).to_have_text("The second step")
    door.get_by_role("button", name="Use the passkey or key").click()
    expect(door.locator("h1")).to_have_text("Owed")

    door.context.clear_cookies()
    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    sign_in(door, site, ruth)
    door.get_by_label("Code").fill(recovery)
    door.get_by_role("button", name="Sign in", exact=True).click()
    expect(door.locator("h1")).to_have_text("Owed")


def test_an_address_that_is_a_number_says_that_it_gets_no_passkeys(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site.url}/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_disabled()
    expect(page.get_by_role("alert")).to_contain_text("needs an address with a name")
    context.close()


def test_a_session_that_ends_while_somebody_types_loses_nothing(
    site: Site, context: BrowserContext, page: Page
) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}?mode=note")
    words = page.locator("#mode-note textarea").first
    words.fill("Words that must not be lost.")
    context.clear_cookies(name="sessionid")
    page.locator("#mode-note button[type=submit]").first.click()
    told = page.locator("[data-signed-out]").first
    expect(told).to_contain_text("What you typed stays here")
    expect(words).to_have_value("Words that must not be lost.")
    assert page.url.startswith(f"{site.url}/desk/case/")

    with context.expect_page() as opened:
        told.get_by_role("link").click()
    again = opened.value
    again.get_by_label("Mail address").fill("ines@kept.test")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in", exact=True).click()
    expect(again.locator("h1")).to_have_text("You are signed in again")
    page.locator("#mode-note button[type=submit]").first.click()
    expect(page.locator("#story")).to_contain_text("Words that must not be lost.")


def test_a_page_that_only_looks_says_that_the_session_ended_and_stays(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/desk/")
    rows = page.locator("[data-row]").count()
    context.clear_cookies(name="sessionid")
    page.evaluate("htmx.trigger(document.getElementById('desk'), 'read-again')")
    expect(page.locator("#toasts [data-signed-out]")).to_contain_text("You have been signed out.")
    assert page.locator("[data-row]").count() == rows > 0


def test_a_browser_shows_what_the_desk_tells_while_no_page_is_open(
    site: Site, context: BrowserContext, page: Page
) -> None:
    context.grant_permissions(["notifications"], origin=site.url)
    page.goto(f"{site.url}/desk/me/telling")
    page.evaluate(
        "navigator.serviceWorker.register('/desk/worker.js').then(() => navigator.serviceWorker.ready)"
    )
    device = context.new_cdp_session(page)
    registered: list[str] = []
    device.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registered.extend(one["registrationId"] for one in event["registrations"]),
    )
    device.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    told = '{"title": "A promise is broken: K7Q-3M9-E", "url": "/desk/notices", "tag": "kept-1"}'
    device.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": site.url, "registrationId": registered[-1], "data": told},
    )
    shown = "navigator.serviceWorker.ready.then((w) => w.getNotifications()).then((all) => all.map((one) => one.title))"
    page.wait_for_function(f"async () => (await {shown}).length > 0")
    assert page.evaluate(shown) == ["A promise is broken: K7Q-3M9-E"]


def test_notices_are_read_with_a_way_back_and_the_count_follows(site: Site, page: Page) -> None:
    site.happen(
        "from kept.staff.actions import News, notify\nfrom kept.staff.models import Agent\n"
        "ines = Agent.objects.get(email='ines@kept.test')\n"
        "notify([News(ines.pk, 'assigned', 'A case for you.')], now=now())\nresult = 1"
    )
    page.goto(f"{site.url}/desk/notices")
    count = page.locator(".views a[href='/desk/notices'] .n")
    before = count.inner_text()
    page.get_by_role("button", name="All read").click()
    expect(count).to_have_text("0")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(count).to_have_text(before)


def test_axe_finds_nothing_on_these_pages(site: Site, browser: Browser) -> None:
    found = []
    for width, scheme in ((1440, "light"), (1440, "dark"), (390, "light")):
        context = open_context(browser, site, width=width, scheme=scheme)
        page = context.new_page()
        for path in [*PAGES, *DOORS]:
            if path == DOORS[0]:
                context.clear_cookies(name="sessionid")
            page.goto(site.url + path)
            for violation in Axe().run(page).response["violations"]:
                found += [
                    f"{width} {path} {violation['id']}: {node['html'][:200]}" for node in violation["nodes"]
                ]
            wide = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
            )
            found += [f"{width} {path} is wider than the page"] if wide else []
        context.close()
    assert not found, "\n".join(found)


def test_the_ledger_is_read_by_its_filters(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/audit")
    page.get_by_label("Case or customer").fill(site.cases["laptop"])
    page.get_by_role("button", name="Look").click()
    expect(page.locator(".audit .thing").first).to_be_visible()
    assert set(page.locator(".audit .thing a.code").all_inner_texts()) == {site.cases["laptop"]}
    page.locator(".audit details summary").first.click()
    assert re.search(r"[0-9a-f]{64}", page.locator(".audit details").first.inner_text())
