"""The wall on a big screen: nothing to press, nothing to scroll, and what happens stands there by itself."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.running import Site, open_context


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
def test_the_wall_fills_the_screen_and_brings_itself_up_to_date(
    browser: Browser, site: Site, width: int, height: int
):
    context = open_context(browser, site, width=width, height=height, scheme="dark")
    page = context.new_page()
    page.goto(f"{site.url}/desk/wall")
    expect(page.locator(".wrow")).to_have_count(6)
    over = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert over <= 0
    assert page.locator("main :is(a, button, input)").count() == 0
    words = page.locator(".wrow .what").first.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert words >= 0.02 * width
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    site.happen(
        "from kept.staff.models import Agent\n"
        "from kept.cases.models import Case\n"
        "from tests.desk.scene import vow\n"
        "from datetime import timedelta\n"
        f"case = Case.objects.get(customer_id__gt=0, reference={site.cases['fresh']!r})\n"
        "vow(case, Agent.objects.get(email='ines@kept.test'), 'call_back', 'Call her about the last', now(),"
        " now() + timedelta(minutes=2))\n"
    )
    expect(page.locator(".wrow", has_text="Call her about the last").first).to_be_visible(timeout=10_000)
    context.close()


def test_a_wall_that_has_lost_its_desk_says_so_and_comes_back(browser: Browser, site: Site):
    context = open_context(browser, site)
    page = context.new_page()
    page.clock.install()
    page.goto(f"{site.url}/desk/wall")
    expect(page.locator("body")).to_have_attribute("data-live", "on")
    context.set_offline(True)
    for _ in range(5):
        page.clock.run_for(60_000)
    expect(page.locator(".wall-lost")).to_be_visible()
    assert "Not up to date since" in page.locator(".wall-lost").inner_text()
    context.set_offline(False)
    with page.expect_navigation():
        page.clock.run_for(60_000)
    expect(page.locator(".wall-lost")).to_be_hidden()
    context.close()
