"""An agent's answer, from the list to the customer, and what must never happen to it."""

from playwright.sync_api import Page, expect

from tests.journeys.running import Site


def test_a_whole_answer_is_given_by_keyboard_alone(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.keyboard.press("j")
    first = page.locator("[data-row]").first
    expect(first).to_be_focused()
    while page.evaluate("document.activeElement.closest('li').textContent").find("Beatrix Nolan") < 0:
        page.keyboard.press("j")
    page.keyboard.press("r")
    page.wait_for_url("**/desk/case/**")
    expect(page.locator("#answer-text")).to_be_focused()
    page.keyboard.type("Dear Beatrix, take the Ridge last, half a size up.")
    page.keyboard.press("Control+Enter")
    sent = page.locator(".ev.out .words", has_text="take the Ridge last")
    expect(sent).to_be_visible()
    expect(page.locator("#answer-text")).to_have_value("")
    expect(page.locator(".toast")).to_contain_text("on its way")
    assert page.evaluate("Object.keys(sessionStorage).filter(k => k.startsWith('kept-draft'))") == []


def test_words_survive_a_reload_and_a_send_that_does_not_arrive(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['boot']}")
    page.fill("#answer-text", "Yes, you may have the left one alone.")
    page.reload()
    expect(page.locator("#answer-text")).to_have_value("Yes, you may have the left one alone.")
    page.route("**/answer", lambda route: route.abort())
    page.click("#mode-answer button[type=submit]")
    expect(page.locator("#mode-answer .refusal")).to_contain_text("did not reach the desk")
    expect(page.locator("#answer-text")).to_have_value("Yes, you may have the left one alone.")
    page.unroute("**/answer")
    page.fill("#answer-text", "")


def test_an_answer_after_being_signed_out_is_kept_and_says_so(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['boot']}")
    page.fill("#answer-text", "Still here.")
    page.context.clear_cookies(name="sessionid")
    page.click("#mode-answer button[type=submit]")
    expect(page.locator("#mode-answer .refusal")).to_contain_text("You have been signed out")
    expect(page.locator("#answer-text")).to_have_value("Still here.")


def test_a_colleague_who_was_faster_is_shown_before_a_second_answer_leaves(site: Site, page: Page) -> None:
    reference = site.cases["press"]
    page.goto(f"{site.url}/desk/case/{reference}")
    page.fill("#answer-text", "I would say the same.")
    site.happen(
        "from kept.handling.gates import case_for\nfrom kept.staff.queries import agent_named\n"
        "from kept.handling.answer import Reply, answer_case\n"
        f"by = agent_named('jonas@kept.test')\ncase = case_for(by, {reference!r})\n"
        "answer_case(case.customer_id, case.pk, Reply('It is repaired on Friday.', None), by=by, now=now())"
    )
    expect(page.locator("#story")).to_contain_text("It is repaired on Friday.")
    expect(page.locator("#composer-news")).to_be_visible()
    page.click("#mode-answer button[type=submit]")
    expect(page.locator("#mode-answer .refusal")).to_contain_text("Jonas Weil has answered meanwhile")
    expect(page.locator("#answer-text")).to_have_value("I would say the same.")
    page.get_by_role("button", name="Send mine too").click()
    expect(page.locator(".ev.out .words", has_text="I would say the same.")).to_be_visible()


def test_a_note_looks_different_and_stays_inside(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    expect(page.locator("#mode-note")).to_contain_text("Inside only")
    page.keyboard.type("Ask accounts about Friday.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ev.note", has_text="Ask accounts about Friday.")).to_be_visible()
    left = site.happen(
        "from kept.contacts.models import Outgoing\nresult = Outgoing.objects.filter(purpose='note').count()"
    )
    assert left == 0


def test_a_promise_by_hand_stands_in_the_panel_with_its_code(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    page.keyboard.press("p")
    page.fill("#promise-text", "We ring you on board at seven")
    page.select_option("#promise-kind", "call_back")
    page.click("#mode-promise button[type=submit]")
    expect(page.locator("#owes .said", has_text="We ring you on board at seven")).to_be_visible()
    expect(page.locator(".toast")).to_contain_text("Code KP-")


def test_a_promise_without_words_is_refused_beside_its_field(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    page.keyboard.press("p")
    page.click("#mode-promise button[type=submit]")
    expect(page.locator("#promise-text-error")).to_contain_text("Say what the customer will have")
    expect(page.locator("#promise-text")).to_be_focused()
