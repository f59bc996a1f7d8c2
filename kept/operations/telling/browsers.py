"""Telling a browser: one encrypted message to its push service."""

import json
from datetime import datetime

from django.utils import translation

from kept.operations.telling import words
from kept.operations.telling.encrypting import encrypt, sign
from kept.operations.telling.outcome import TOLD, Outcome, Result
from kept.operations.telling.reaching import Door, Unreachable, post
from kept.pledge.queries import current
from kept.staff.telling import PushSubscription, Telling

#: Seconds for which a service keeps a message for a browser that is closed.
KEPT_FOR = 4 * 3600
#: What is pressing wakes a device that saves its battery.
PRESSING = ("broken", "escalated", "alarm", "test")
#: A browser that fails this often in a row is gone.
GONE_AFTER = 10


def tell_browser(row: Telling, *, door: Door, now: datetime) -> Result:
    """Send it. A subscription that the service has forgotten is removed."""
    browser = row.subscription
    if browser is None:
        return Result(Outcome.REFUSED, "no browser")
    with translation.override(row.agent.language or "en"):
        body = {
            "title": words.headline(row.notice),
            "url": words.path(row.notice),
            "tag": f"kept-{row.notice_id}",
        }
    sealed = encrypt(
        json.dumps(body).encode(), browser_key=bytes(browser.browser_key), secret=bytes(browser.secret)
    )
    headers = {
        "Authorization": sign(
            browser.endpoint, contact=f"mailto:{current().pledge.brands[0].address}", now=now
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_FOR),
        "Topic": f"kept-{row.notice_id}"[:32],
        "Urgency": "high" if row.notice.kind in PRESSING else "normal",
    }
    try:
        answer = post(browser.endpoint, headers=headers, body=sealed, door=door)
    except Unreachable as problem:
        return _failed(browser, Result(Outcome.AGAIN, str(problem)))
    if answer.status in (200, 201, 202, 204):
        PushSubscription.objects.filter(pk=browser.pk).update(told_at=now, failures=0)
        return TOLD
    if answer.status in (404, 410):
        PushSubscription.objects.filter(pk=browser.pk).delete()
        return Result(Outcome.REFUSED, "the browser is not told any more")
    said = f"the push service answered {answer.status}"
    later = answer.status == 429 or answer.status >= 500
    return _failed(browser, Result(Outcome.AGAIN if later else Outcome.REFUSED, said, answer.again))


def _failed(browser: PushSubscription, result: Result) -> Result:
    """Count it; a browser that always fails goes, with everything that is on its way to it."""
    if browser.failures + 1 >= GONE_AFTER:
        PushSubscription.objects.filter(pk=browser.pk).delete()
    else:
        PushSubscription.objects.filter(pk=browser.pk).update(failures=browser.failures + 1)
    return result
