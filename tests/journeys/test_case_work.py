"""Working in a case: taking back, handing over, who is writing, a long story, a thumb."""

from playwright.sync_api import Page, expect

from tests.journeys.running import Site

JONAS = """
from kept.cases.models import Case
from kept.cases.references import case_referred
from kept.faces.live.presence import beat, take_over
from kept.staff.models import Agent
from datetime import timedelta
from tests.desk.scene import mail
jonas = Agent.objects.get(email="jonas@kept.test")
def case_of(reference):
    customer, case = case_referred(reference)
    return Case.objects.get(customer_id=customer, pk=case)
"""

LONG = (
    JONAS
    + """
def write(k, subject):
    return mail(now() - timedelta(minutes=20) + timedelta(seconds=k), "Lena Long <lena@long.example>",
                "hello@fellstone.example", subject, f"Message {k}. And another thing.")
reference = write(0, "A long story").reference
for k in range(1, 70):
    write(k, f"Re: {reference}")
result = reference
"""
)


def test_a_void_promise_is_taken_back_from_the_message_that_says_it(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    refund = page.locator("#owes .owes", has_text="Refund 1,148.00")
    refund.locator("summary").click()
    refund.get_by_role("link", name="Never owed").click()
    page.fill("#id_why", "mistake")
    page.click("dialog#ask button[type=submit]")
    expect(page.locator("#owes .owes", has_text="Refund 1,148.00").locator(".promise.is-void")).to_have_count(
        1
    )
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast", has_text="It is owed as before.")).to_be_visible()
    expect(page.locator(".toast").get_by_role("button", name="Undo")).to_have_count(0)


def test_the_composer_says_that_a_colleague_writes_and_the_pen_is_taken_over(site: Site, page: Page) -> None:
    reference = site.cases["press"]
    page.goto(f"{site.url}/desk/case/{reference}")
    expect(page.locator("#lock")).to_be_hidden()
    site.happen(
        f"{JONAS}\nbeat('{reference}', case_of('{reference}').brand_id, jonas, writing=True, now=now())"
    )
    expect(page.locator("#lock")).to_contain_text("Jonas Weil is writing an answer.")
    expect(page.locator("#presence")).to_contain_text("Jonas Weil is writing")
    assert page.locator("#answer-text").get_attribute("readonly") is not None
    page.locator("#lock").get_by_role("button", name="Take over").click()
    expect(page.locator("#lock")).to_be_hidden()
    expect(page.locator("#answer-text")).to_be_focused()
    page.keyboard.type("We fetch it on Friday.")
    expect(page.locator("#answer-text")).to_have_value("We fetch it on Friday.")
    site.happen(
        f"{JONAS}\ntake_over('{reference}', case_of('{reference}').brand_id, jonas, title='Press', now=now())"
    )
    expect(page.locator("#lock")).to_contain_text(
        "Jonas Weil has taken over the answer. Your words are kept."
    )
    expect(page.locator("#answer-text")).to_have_value("We fetch it on Friday.")


def test_a_long_case_opens_at_its_newest_entry_and_older_ones_come_without_a_jump(
    site: Site, page: Page
) -> None:
    reference = site.happen(LONG)  # nobody else's: what colleagues answer meanwhile would be newer
    page.goto(f"{site.url}/desk/case/{reference}")
    expect(page.locator("#newest")).to_contain_text("Message 69.")
    expect(page.locator("#newest .words").first).to_be_in_viewport()
    expect(page.locator("#composer")).to_be_in_viewport()
    first = page.locator("#story .ev").first
    key = first.get_attribute("id")
    page.locator("#earlier a").scroll_into_view_if_needed()
    top = page.locator(f"#{key}").bounding_box()["y"]
    page.locator("#earlier a").click()
    expect(page.locator("#story .ev.in")).to_have_count(60)
    assert abs(page.locator(f"#{key}").bounding_box()["y"] - top) < 4
    ids = page.locator("#story > [id]").evaluate_all("all => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))
    # The page is read again: what was loaded stays, what is new comes.
    site.happen(
        f"{JONAS}\nmail(now(), 'Lena Long <lena@long.example>', 'hello@fellstone.example', "
        f"'Re: {reference}', 'The very last thing.')"
    )
    expect(page.locator("#story")).to_contain_text("The very last thing.")
    assert page.locator("#story .ev.in").count() >= 61


def test_on_a_phone_what_is_urgent_and_the_composer_stay_in_sight(site: Site, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.url}/desk/case/{site.cases['fresh']}")
    expect(page.locator(".next .promise .when")).to_be_in_viewport()
    expect(page.locator("#composer")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#knows-more > ul, #knows-more > p").first).to_be_hidden()
