"""News reach open pages by themselves, and never take from a reader what he is at."""

from playwright.sync_api import Page, expect

from tests.journeys.running import Site

MAIL = (
    "from tests.desk.scene import mail\n"
    "case = mail(now(), 'Hollis Brandt <hollis@brandt.example>', 'care@marshwelt.example', {subject!r}, {text!r})\n"
    "result = case.reference"
)


def test_a_mail_that_comes_in_is_owed_on_the_open_page(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.wait_for_function("() => document.body.dataset.live === 'on'")
    site.happen(MAIL.format(subject="Toner sensor", text="The sensor says empty and it is not."))
    expect(page.locator(".row", has_text="The sensor says empty")).to_be_visible(timeout=8000)


def test_rows_do_not_jump_under_the_pointer(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.wait_for_function("() => document.body.dataset.live === 'on'")
    page.locator(".row").nth(2).hover()
    site.happen(MAIL.format(subject="Rollers", text="The rollers squeak again."))
    expect(page.locator("#held")).to_be_visible(timeout=8000)
    expect(page.locator(".row", has_text="The rollers squeak")).to_have_count(0)
    page.mouse.move(5, 5)
    expect(page.locator(".row", has_text="The rollers squeak")).to_be_visible(timeout=8000)


def test_words_and_place_stay_while_the_page_is_brought_up_to_date(site: Site, page: Page) -> None:
    reference = site.happen(MAIL.format(subject="Drum", text="The drum has a scratch."))
    page.goto(f"{site.url}/desk/case/{reference}")
    page.wait_for_function("() => document.body.dataset.live === 'on'")
    page.focus("#answer-text")
    page.keyboard.type("We bring a new ")
    site.happen(
        "from kept.handling.gates import case_for\nfrom kept.staff.queries import agent_named\n"
        "from kept.handling.note import write_note\n"
        f"by = agent_named('jonas@kept.test')\ncase = case_for(by, {reference!r})\n"
        "write_note(case.customer_id, case.pk, 'A new drum lies in the van.', by=by, now=now())"
    )
    expect(page.locator(".ev.note")).to_contain_text("lies in the van", timeout=8000)
    page.keyboard.type("drum.")
    expect(page.locator("#answer-text")).to_have_value("We bring a new drum.")


def test_tabs_of_one_browser_share_one_stream(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.wait_for_function("() => document.body.dataset.live === 'on'")
    second = page.context.new_page()
    asked: list[str] = []
    second.on("request", lambda request: asked.append(request.url))
    second.goto(f"{site.url}/desk/")
    site.happen(MAIL.format(subject="Fuser", text="The fuser is too hot."))
    expect(second.locator(".row", has_text="The fuser is too hot")).to_be_visible(timeout=8000)
    assert not [url for url in asked if "/live?" in url]
