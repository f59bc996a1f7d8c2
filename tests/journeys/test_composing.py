"""Writing an answer: nothing typed is lost, nothing leaves unseen, and what commits us becomes a promise."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.running import Site, open_context

MARCUS = "Marcus Oyelaran <marcus@oyelaran.example>"


def happen(site: Site, who: str, name: str, act: str) -> object:
    """Let a colleague do something in a case of the scene, at the desk's own time."""
    head = (
        "from kept.handling.gates import case_for\nfrom kept.staff.queries import agent_named\n"
        f"by = agent_named({who!r})\ncase = case_for(by, {site.cases[name]!r})\n"
    )
    return site.happen(head + act)


@pytest.fixture
def phone(site: Site, browser: Browser) -> Iterator[Page]:
    """The same agent on another device, 390 pixels wide."""
    context = open_context(browser, site, width=390, height=844)
    yield context.new_page()
    context.close()


def open_case(site: Site, page: Page, name: str) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases[name]}")
    expect(page.locator("#composer[data-ready]")).to_be_attached()  # its scripts are here


def saved(page: Page) -> None:
    expect(page.locator("#mode-answer [data-saved]")).to_contain_text("Saved")


def clear(page: Page) -> None:
    page.fill("#answer-text", "")
    page.wait_for_timeout(1500)


def test_words_are_on_the_other_device_after_a_moment(site: Site, page: Page, phone: Page) -> None:
    open_case(site, page, "settled")
    page.fill("#answer-text", "Dear Sunniva, they fit.")
    saved(page)
    open_case(site, phone, "settled")
    expect(phone.locator("#answer-text")).to_have_value("Dear Sunniva, they fit.")
    phone.fill("#answer-text", "Dear Sunniva, they fit well.")
    saved(phone)
    page.locator("#answer-text").press_sequentially(" Yours")
    box = page.locator("#mode-answer .two-drafts")
    expect(box).to_contain_text("Dear Sunniva, they fit well.")
    box.get_by_role("button", name="Take those words").click()
    expect(page.locator("#answer-text")).to_have_value("Dear Sunniva, they fit well.")
    page.goto(f"{site.url}/desk/drafts")
    expect(page.locator(".things")).to_contain_text("Dear Sunniva, they fit well.")
    open_case(site, page, "settled")
    clear(page)


def test_a_session_that_ends_while_typing_loses_nothing(site: Site, page: Page) -> None:
    open_case(site, page, "snoozed")
    page.fill("#answer-text", "Dear Lorcan,")
    saved(page)
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.locator("#answer-text").press_sequentially(" the 43 is here.")
    expect(page.locator("#mode-answer [data-saved]")).to_contain_text("signed out")
    page.context.add_cookies(session)  # type: ignore[arg-type]  # signed in again, in another tab
    open_case(site, page, "snoozed")
    expect(page.locator("#answer-text")).to_have_value("Dear Lorcan, the 43 is here.")
    saved(page)
    clear(page)


def test_an_answer_is_taken_back_by_one_key_and_is_in_the_composer_again(site: Site, page: Page) -> None:
    open_case(site, page, "snoozed")
    page.fill("#answer-text", "Dear Lorcan, the **43** is here.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".leaving")).to_contain_text("Your answer leaves in")
    page.keyboard.press("z")
    expect(page.locator("#answer-text")).to_have_value("Dear Lorcan, the **43** is here.")
    expect(page.locator(".leaving")).to_have_count(0)
    expect(page.locator("#answer-text")).to_be_focused()
    clear(page)


def test_words_that_commit_us_become_a_promise_by_one_key(site: Site, page: Page) -> None:
    open_case(site, page, "proof")
    page.locator("#answer-text").press_sequentially("Dear Anselm, we will refund the 40 dollars by Friday.")
    expect(page.locator(".vow-card.is-found")).to_contain_text("Refund 40.00 USD")
    page.keyboard.press("Alt+p")
    expect(page.locator(".vow-card.is-on")).to_contain_text("A promise goes along")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#owes .said", has_text="Refund 40.00 USD")).to_be_visible()
    expect(page.locator(".ev.out .words", has_text="We promise: Refund 40.00 USD, by Friday")).to_be_visible()


def test_an_answer_that_commits_without_a_promise_asks_once(site: Site, page: Page) -> None:
    open_case(site, page, "boot")
    page.locator("#answer-text").fill("Dear Priya, we will call you tomorrow.")
    page.keyboard.press("Control+Enter")
    box = page.locator("#mode-answer .refusal")
    expect(box).to_contain_text("that is a promise")
    box.get_by_role("button", name="Send without a promise").click()
    expect(page.locator(".ev.out .words", has_text="we will call you tomorrow")).to_be_visible()


def test_who_gets_it_is_said_exactly_and_a_new_address_is_asked_about(site: Site, page: Page) -> None:
    open_case(site, page, "bounced")
    page.fill("#answer-text", "Dear Tamsin, you were not robbed.")
    page.locator("[data-people] > summary").click()
    page.fill("#person-new", "tamsin@okafor.example")
    expect(page.locator("[data-whom]")).to_contain_text("Copy tamsin@okafor.example")
    page.focus("#answer-text")
    page.keyboard.press("Control+Enter")
    box = page.locator("#mode-answer .refusal")
    expect(box).to_contain_text("tamsin@okafor.example has no part in this case")
    box.get_by_role("button", name="Yes, send it there too").click()
    expect(page.locator(".ev.out .words", has_text="you were not robbed")).to_be_visible()


def test_a_file_goes_along_and_one_too_large_is_refused_in_place(site: Site, page: Page) -> None:
    open_case(site, page, "fresh")
    page.focus("#answer-text")
    files = [
        {"name": "label.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"},
        {"name": "film.mov", "mimeType": "video/quicktime", "buffer": bytes(17_000_000)},
    ]
    page.set_input_files("[data-files]", files=files)  # type: ignore[arg-type]
    expect(page.locator(".beside-one", has_text="label.pdf")).to_be_visible()
    expect(page.locator(".beside-one.is-refused")).to_contain_text("film.mov is 17.0 MB")
    page.reload()
    expect(page.locator(".beside-one", has_text="label.pdf")).to_be_visible()  # it lies on the desk
    page.fill("#answer-text", "Dear Beatrix, the label is with this mail.")
    page.keyboard.press("Control+Enter")
    answer = page.locator(".ev.out", has_text="the label is with this mail")
    expect(answer.locator(".files")).to_contain_text("label.pdf")


def test_an_answer_does_not_leave_without_a_file_that_is_on_its_way(site: Site, page: Page) -> None:
    open_case(site, page, "press")
    held: list[Route] = []
    page.route("**/upload", lambda route: held.append(route))
    file = {"name": "slow.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.set_input_files("[data-files]", files=[file])  # type: ignore[list-item]
    expect(page.locator(".beside-one.is-on-its-way")).to_be_visible()
    page.fill("#answer-text", "The slow one is with this mail.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#mode-answer .says")).to_contain_text("A file is still on its way.")
    held[0].continue_()
    expect(page.locator(".beside-one.is-on-its-way")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    answer = page.locator(".ev.out", has_text="The slow one is with this mail")
    expect(answer.locator(".files")).to_contain_text("slow.pdf")


def test_a_canned_answer_is_put_in_by_keyboard_and_waits_to_be_filled(site: Site, page: Page) -> None:
    happen(
        site, "ines@kept.test", "press",
        "from kept.wording.keeping import keep_answer\n"
        "keep_answer(None, name='Repair is done', text='Dear {{customer.first_name}}, it left on {{due}}.', "
        "brand_id=None, language='', by=by, now=now())",
    )  # fmt: skip
    open_case(site, page, "press")
    page.focus("#answer-text")
    page.keyboard.type("/repair")
    expect(page.locator("[data-insert]")).to_contain_text("Repair is done")
    page.keyboard.press("Enter")
    expect(page.locator("#answer-text")).to_have_value("Dear Wendeline, it left on {{due}}.")
    expect(page.locator("[data-unfilled]")).to_contain_text("{{due}}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#mode-answer .refusal")).to_contain_text("{{due}} is not filled in yet")
    page.locator("[data-next-place]").click()
    page.keyboard.type("Monday")
    expect(page.locator("#answer-text")).to_have_value("Dear Wendeline, it left on Monday.")
    clear(page)


PASTED = """() => {
    const data = new DataTransfer();
    const list = "<ul><li>one</li><li><a href='https://kept.test/a'>two</a></li></ul>";
    data.setData("text/html", `<p style='color:red'>It is <b>done</b>.</p>${list}<script>x</script>`);
    data.setData("text/plain", "x");
    const field = document.getElementById("answer-text");
    field.focus();
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_what_comes_from_a_page_becomes_clean_words(site: Site, page: Page) -> None:
    open_case(site, page, "press")
    page.evaluate(PASTED)
    expect(page.locator("#answer-text")).to_have_value(
        "It is **done**.\n\n- one\n- [two](https://kept.test/a)"
    )
    page.keyboard.press("Control+Shift+p")
    expect(page.locator("[data-preview-place] strong")).to_have_text("done")
    page.keyboard.press("Control+Shift+p")
    clear(page)


def test_texts_of_the_modes_stay_apart_and_a_note_is_kept_inside(site: Site, page: Page) -> None:
    open_case(site, page, "press")
    page.fill("#answer-text", "To the customer.")
    page.click("#tab-note")
    expect(page.locator("#note-text")).to_have_value("")
    page.fill("#note-text", "Between us.")
    expect(page.locator("#mode-note button[type=submit]")).to_contain_text("Keep inside")
    page.click("#mode-note button[type=submit]")
    expect(page.locator(".ev.note", has_text="Between us.")).to_be_visible()
    page.click("#tab-answer")
    expect(page.locator("#answer-text")).to_have_value("To the customer.")
    clear(page)
