"""A working day on the list: by keyboard, many at once, while news come in, on a phone, and from right to left."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from tests.journeys.running import Site, open_context

MAIL = (
    "from tests.desk.scene import mail\n"
    "case = mail(now(), 'Edda Lindqvist <edda@lindqvist.example>', 'care@marshwelt.example', {subject!r}, {text!r})\n"
    "result = case.reference"
)
GIVE = (
    "from kept.handling.gates import case_for\nfrom kept.handling.assign import take_case\n"
    "from kept.staff.queries import agent_named\nby = agent_named({who!r})\ncase = case_for(by, {reference!r})\n"
    "take_case(case.customer_id, case.pk, by=by, now=now())"
)
SPAM = (
    "from kept.handling.gates import case_for\nfrom kept.handling.spam import mark_spam\n"
    "from kept.staff.queries import agent_named\nby = agent_named('jonas@kept.test')\n"
    "case = case_for(by, {reference!r})\nmark_spam(case.customer_id, case.pk, reason='A test.', by=by, now=now())"
)


def live(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_function("() => document.body.dataset.live === 'on'")


def wide(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    )


def test_many_are_given_and_taken_back_by_keyboard_alone(site: Site, page: Page) -> None:
    for number in (1, 2):
        site.happen(MAIL.format(subject=f"By hand {number}", text=f"Keyboard case {number}."))
    page.goto(f"{site.url}/desk/unowned")
    rows = page.locator(".row", has_text="Keyboard case")
    expect(rows).to_have_count(2)
    for row in rows.all():
        row.locator("[data-row]").focus()
        page.keyboard.press("x")
    expect(page.locator("#bulk-count")).to_have_text("2 selected")
    page.keyboard.press("a")
    dialog = page.locator("dialog#ask")
    expect(dialog).to_contain_text("2 rows selected.")
    dialog.locator("select").select_option(label="Jonas Weil")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("2 given to Jonas Weil.")
    expect(page.locator(".row", has_text="Keyboard case")).to_have_count(0)
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("2 taken back.")
    expect(page.locator(".row", has_text="Keyboard case")).to_have_count(2)


def test_one_key_acts_on_the_row_that_has_the_focus(site: Site, page: Page) -> None:
    site.happen(MAIL.format(subject="Single", text="Only this one."))
    page.goto(f"{site.url}/desk/unowned")
    page.locator(".row", has_text="Only this one").locator("[data-row]").focus()
    page.keyboard.press("i")
    expect(page.locator("#toasts")).to_contain_text("1 taken.")
    expect(page.locator(".row", has_text="Only this one")).to_have_count(0)


def test_what_is_refused_is_named_and_the_rest_is_done(site: Site, page: Page) -> None:
    site.happen(MAIL.format(subject="Mixed", text="Not mine yet."))
    page.goto(f"{site.url}/desk/")
    page.locator(".row", has_text="Not mine yet").locator("[data-pick]").check(force=True)
    page.locator(".row", has_text="Priya Ramanathan").locator("[data-pick]").check(force=True)
    page.locator("#bulk").get_by_role("button", name="Take").click()
    expect(page.locator("#toasts")).to_contain_text("1 taken. 1 refused:")
    expect(page.locator("#toasts")).to_contain_text("It is yours already.")


def test_rows_between_two_clicks_are_selected_and_escape_selects_none(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    boxes = page.locator("[data-pick]")
    boxes.nth(1).click(force=True)
    boxes.nth(4).click(force=True, modifiers=["Shift"])
    expect(page.locator("#bulk-count")).to_have_text("4 selected")
    page.get_by_role("button", name="All on this page").click()
    expect(page.locator("#bulk-count")).to_have_text(f"{boxes.count()} selected")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()


def test_a_change_of_one_case_reads_one_row(site: Site, page: Page) -> None:
    reference = site.happen(MAIL.format(subject="One row", text="One row of mine."))
    live(page, f"{site.url}/desk/")
    page.mouse.move(5, 5)
    row = page.locator(".row", has_text="One row of mine")
    expect(row.locator(".who-none")).to_be_visible()
    # A fresh stream tells once more what happened in the second of the drawing.
    page.wait_for_timeout(1500)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url.removeprefix(site.url))

    page.on("request", note)
    site.happen(GIVE.format(who="jonas@kept.test", reference=reference))
    expect(row.locator(".who")).to_have_attribute("title", "Jonas Weil", timeout=8000)
    page.wait_for_timeout(1500)
    rows = [url for url in asked if "/owed/row/" in url]
    assert rows == [f"/desk/owed/row/{reference}?list=owed"] and not [url for url in asked if url == "/desk/"]


def test_under_the_pointer_a_change_is_marked_and_shown_when_asked_for(site: Site, page: Page) -> None:
    reference = site.happen(MAIL.format(subject="Leaves", text="This one leaves."))
    live(page, f"{site.url}/desk/")
    page.locator(".row", has_text="This one leaves").hover()
    before = [row.get_attribute("id") for row in page.locator(".row").all()]
    site.happen(SPAM.format(reference=reference))
    expect(page.locator("#held")).to_have_text("1 change: show", timeout=8000)
    assert [row.get_attribute("id") for row in page.locator(".row").all()] == before
    page.locator("#held").click()
    expect(page.locator(".row", has_text="This one leaves")).to_have_count(0)


def test_a_list_is_filtered_and_kept_as_a_view(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.keyboard.press("f")
    page.locator("dialog#ask select[name=brand]").select_option(label="Fellstone")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".chip")).to_contain_text("Fellstone")
    page.get_by_role("link", name="Keep as a view").click()
    page.locator("dialog#ask #id_name").fill("Boots")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("h1")).to_have_text("Boots")
    page.goto(f"{site.url}/desk/mine")
    page.keyboard.press("g")
    page.keyboard.press("1")
    expect(page.locator("h1")).to_have_text("Boots")
    page.goto(f"{site.url}/desk/views")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Take off").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("Boots")


def test_the_list_of_keys_names_what_works_here(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.keyboard.press("?")
    dialog = page.locator("dialog#ask")
    expect(dialog.get_by_text("select, or not")).to_be_visible()
    expect(dialog.get_by_text("note", exact=True)).to_be_hidden()
    assert Axe().run(page).response["violations"] == []
    page.goto(f"{site.url}/desk/case/{site.cases['boot']}")
    page.keyboard.press("?")
    expect(dialog.get_by_text("note", exact=True)).to_be_visible()
    expect(dialog.get_by_text("select, or not")).to_be_hidden()


def test_keys_are_off_for_the_agent_in_every_browser(site: Site, browser: Browser) -> None:
    context, other = open_context(browser, site), open_context(browser, site)
    page = context.new_page()
    page.goto(f"{site.url}/desk/me")
    page.get_by_role("button", name="Switch single keys off").click()
    elsewhere = other.new_page()
    elsewhere.goto(f"{site.url}/desk/")
    elsewhere.locator("[data-row]").first.focus()
    elsewhere.keyboard.press("x")
    expect(elsewhere.locator("#bulk")).to_be_hidden()
    elsewhere.keyboard.press("ArrowDown")  # arrows are no letters
    expect(elsewhere.locator("[data-row]").nth(1)).to_be_focused()
    page.get_by_role("button", name="Switch single keys on").click()
    expect(
        page.get_by_role("button", name="Switch single keys off")
    ).to_be_visible()  # done, before all is closed
    context.close()
    other.close()


def test_on_a_phone_all_views_are_under_the_thumb_and_rows_are_selected(site: Site, browser: Browser) -> None:
    context = open_context(browser, site, width=390, height=844)
    page = context.new_page()
    page.goto(f"{site.url}/desk/")
    page.get_by_role("button", name="Views", exact=True).click()
    link = page.locator("#all-views").get_by_role("link", name="Unowned")
    box = link.bounding_box()
    assert box is not None and box["height"] >= 44 and box["y"] > 200
    assert Axe().run(page).response["violations"] == []
    link.click()
    expect(page.locator("h1")).to_have_text("Unowned")
    page.get_by_role("button", name="Select", exact=True).click()
    page.locator("[data-pick]").first.check(force=True)
    expect(page.locator("#bulk-count")).to_have_text("1 selected")
    assert not wide(page) and Axe().run(page).response["violations"] == []
    context.close()


def test_from_right_to_left_nothing_stands_outside_and_the_lines_run_the_other_way(
    site: Site, page: Page
) -> None:
    for path in ("/desk/", "/desk/style", "/desk/owed/filters?list=owed&path=/desk/"):
        page.goto(site.url + path)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert not wide(page), path
    page.goto(f"{site.url}/desk/")
    page.evaluate("document.documentElement.dir = 'rtl'")
    due, words = (
        page.locator(".row .due").first.bounding_box(),
        page.locator(".row .what").first.bounding_box(),
    )
    assert due and words and due["x"] > words["x"]
    assert Axe().run(page).response["violations"] == []


def test_static_files_come_compressed_and_are_kept_for_good(site: Site, page: Page) -> None:
    found: dict[str, dict[str, str]] = {}
    page.on(
        "response",
        lambda answer: found.update({answer.url: answer.headers}) if "/static/" in answer.url else None,
    )
    page.goto(f"{site.url}/desk/")
    assert found
    for url, headers in found.items():
        assert "immutable" in headers["cache-control"], url
        if url.endswith((".css", ".js")) and int(headers["content-length"]) > 1000:
            assert headers.get("content-encoding") in ("gzip", "br", "zstd"), url
