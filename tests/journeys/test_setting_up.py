"""An admin sets a desk up by its guide and invites a colleague, who comes in by the link and sees what is owed."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kept.operations.postgres import Server, throw_away_home
from tests.journeys.running import ROOT, Site, _python, _wait

FIRST_START = """
from kept.operations.prepare import prepare
from kept.staff.first_link import first_link
prepare(now())
print(json.dumps(first_link(now()).partition("/desk/")[2]))
"""


@pytest.fixture
def empty_desk() -> Iterator[tuple[Site, str]]:
    """A desk at its very first start, and the first admin's link."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with throw_away_home("kept-setting-up-") as home, Server(home, {}).use():
        ours = {n: v for n, v in os.environ.items() if not n.startswith(("KEPT_", "DATABASE_"))}
        environment = ours | {
            "KEPT_HOME": str(home),
            "KEPT_PORT": str(port),
            "KEPT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "KEPT_DATABASE_ROLE": "kept_admin",
            "DJANGO_SETTINGS_MODULE": "kept.project.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        migrate = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\nprint('null')"
        _python(environment, migrate)
        link = _python(environment, FIRST_START)
        web = subprocess.Popen(
            [sys.executable, "-c", "from kept.operations.web import main; main()"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(f"{url}/accounts/login/", web)
            yield Site(url, environment, {}, ""), link
        finally:
            web.terminate()
            web.wait(20)


def clean(page: Page) -> None:
    """Axe finds nothing on this page."""
    assert not Axe().run(page).response["violations"]


def test_an_admin_sets_the_desk_up_and_a_colleague_comes_in_by_the_link(
    empty_desk: tuple[Site, str], browser: Browser
) -> None:
    site, link = empty_desk
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{site.url}/desk/{link}")
    page.get_by_label("Your name").fill("Ines Valadão")
    page.get_by_label("Your mail address").fill("ines@larkfield.example")
    page.get_by_label("A password").fill("a really long password")
    page.get_by_role("button", name="Come in").click()

    expect(page.get_by_role("heading", name="Set up your desk")).to_be_visible()
    expect(page.get_by_text("0 of 5 steps are done.")).to_be_visible()
    clean(page)

    page.get_by_role("link", name="Name it").click()
    page.locator("dialog#ask").get_by_label("Name of the company").fill("Larkfield Trading")
    page.locator("dialog#ask").get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Accept it").click()
    expect(page.locator("#step-company")).to_contain_text("Larkfield Trading, in the time of Europe/Berlin.")

    page.get_by_role("link", name="Set it").click()
    address = page.locator("dialog#ask").get_by_label("Address that customers write to")
    address.fill("help at larkfield")
    page.get_by_role("button", name="Accept it").click()
    expect(page.locator("#id_address-error")).to_be_visible()
    expect(address).to_have_value("help at larkfield")  # what was typed stays
    address.fill("help@larkfield.example")
    page.get_by_role("button", name="Accept it").click()
    expect(page.locator("#step-brand")).to_contain_text(
        "Larkfield Trading answers from help@larkfield.example."
    )

    page.get_by_role("button", name="It is forwarded").click()
    expect(page.locator("#step-mail_in")).to_contain_text("Done")
    page.locator("#step-mail_out").get_by_role("button", name="Later").click()
    expect(page.locator("#step-mail_out")).to_contain_text("Left for later")

    page.get_by_role("link", name="Invite somebody").click()
    dialog = page.locator("dialog#ask")
    dialog.get_by_label("Name", exact=True).fill("Jonas Weil")
    dialog.get_by_label("Mail address").fill("jonas@larkfield.example")
    dialog.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("heading", name="Jonas Weil", level=1)).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Sign-in link").click()
    invitation = page.get_by_label("Link", exact=True).input_value()
    page.get_by_role("button", name="Done").click()

    page.goto(f"{site.url}/desk/setup")
    expect(page.get_by_role("heading", name="Your desk is ready")).to_be_visible()
    expect(page.get_by_text("4 of 5 steps are done.")).to_be_visible()

    colleague = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    colleague.goto(invitation)
    expect(colleague.get_by_role("heading", name="Welcome, Jonas Weil")).to_be_visible()
    colleague.get_by_label("A password").fill("another long password")
    colleague.get_by_role("button", name="Come in").click()
    expect(colleague).to_have_url(f"{site.url}/desk/")
    expect(colleague.locator("#main h1")).to_be_visible()

    page.goto(f"{site.url}/desk/settings/people")
    expect(page.get_by_role("listitem").filter(has_text="jonas@larkfield.example")).to_contain_text(
        "Works here"
    )
    clean(page)
