"""What can be done to a case: each asks in the dialog, and a refusal stands where it was refused."""

from playwright.sync_api import Page, expect

from tests.journeys.running import Site


def test_settling_is_refused_while_something_is_owed_and_the_words_stay(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['boot']}")
    page.keyboard.press("e")
    dialog = page.locator("dialog#ask")
    expect(dialog).to_be_visible()
    page.fill("#id_cause", "She asked for one boot; she got it.")
    page.click("dialog#ask button[type=submit]")
    expect(dialog.locator(".refusal")).to_contain_text("Something is still owed here")
    expect(page.locator("#id_cause")).to_have_value("She asked for one boot; she got it.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_cause_is_asked_for_beside_its_field(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['boot']}")
    page.keyboard.press("e")
    page.click("dialog#ask button[type=submit]")
    expect(page.locator("#id_cause-error")).to_contain_text("Name the cause")
    expect(page.locator("#id_cause")).to_be_focused()


def test_a_case_is_offered_with_the_story_and_stays_until_it_is_taken(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['snoozed']}")
    page.keyboard.press("t")
    page.select_option("#id_to", label="Ruth Calloway")
    page.fill("#id_why", "He waits for the 43.")
    page.click("dialog#ask button[type=submit]")
    expect(page.locator("dialog#ask")).to_be_hidden()
    expect(page.locator("#offer")).to_contain_text("Ines Valadão offers this case to Ruth Calloway.")
    expect(page.locator("#story")).to_contain_text("offered the case to Ruth Calloway")
    expect(page.locator(".ev.note", has_text="He waits for the 43.")).to_be_visible()


def test_a_promise_is_kept_by_word_of_an_agent_and_says_how_he_knows(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['snoozed']}")
    page.click("#owes .owes-more summary")
    page.click("#owes .owes-do >> text=Kept")
    page.fill("#id_why", "I looked: the 42 is back.")
    page.click("dialog#ask button[type=submit]")
    expect(page.locator("#story")).to_contain_text("Kept")
    expect(page.locator("#owes")).to_contain_text("Nothing.")


def test_a_stranger_in_the_thread_waits_until_an_agent_decides(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    waiting = page.locator("section.waiting", has_text="Claude Moreau")
    expect(waiting).to_be_visible()
    expect(page.locator(".ev.waits")).to_contain_text("not yet confirmed")
    waiting.get_by_role("button", name="Give it a case of its own").click()
    expect(page.locator(".toast")).to_contain_text("a case of its own")
    assert site.cases["laptop"] not in page.url


def test_a_settled_case_opens_again_with_a_reason(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['settled']}")
    expect(page.locator(".case-head")).to_contain_text("Settled")
    page.get_by_role("link", name="Reopen").click()
    page.fill("#id_why", "She wrote that one lace is missing.")
    page.click("dialog#ask button[type=submit]")
    expect(page.locator("#story")).to_contain_text("Reopened by Ines Valadão")
