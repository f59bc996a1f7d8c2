"""Pictures of the main pages for docs/pictures: wide and narrow, light and dark, from a desk with a scene in it."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page  # noqa: E402  (after the checkout is importable)

from tests.journeys.running import BROWSERS, Site, chromium, open_context, running_browser, running_site  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
#: Name, address, and what is pressed before the picture is taken.
PAGES = [
    ("owed", "/desk/", ""),
    ("waiting", "/desk/waiting", ""),
    ("case", "/desk/case/{laptop}#newest", ""),
    ("case-bounced", "/desk/case/{bounced}", ""),
    ("case-note", "/desk/case/{laptop}#newest", "n"),
    ("case-promise", "/desk/case/{laptop}#newest", "p"),
    ("case-hand-over", "/desk/case/{laptop}#newest", "t"),
    ("customer", "{customer}", ""),
    ("customers", "/desk/customers", ""),
    ("quarantine", "/desk/quarantine", ""),
    ("outbox", "/desk/outbox", ""),
    ("notices", "/desk/notices", ""),
    ("settings", "/desk/settings", ""),
    ("mailbox", "/desk/settings/mailbox", ""),
    ("pledge", "/desk/settings/pledge", ""),
    ("people", "/desk/settings/people", ""),
    ("teams", "/desk/settings/teams", ""),
    ("wording", "/desk/settings/wording", ""),
    ("guide", "/desk/setup", ""),
    ("search", "/desk/search?q=laptop", ""),
    ("figures", "/desk/figures", ""),
    ("wall", "/desk/wall", ""),
    ("ledger", "/desk/audit", ""),
    ("views", "/desk/views", ""),
    ("drafts", "/desk/drafts", ""),
    ("me", "/desk/me", ""),
    ("keys", "/desk/", "?"),
    ("style", "/desk/style", ""),
    ("sandbox", "/sandbox/new", ""),
]
WIDTHS = {1440: 900, 768: 1024, 390: 844}


def main() -> None:
    """Take all pictures; names like owed-1440-dark.png. Words given on the command line choose pages."""
    path = chromium()
    if path is None:
        sys.exit(f"No Chromium found at {', '.join(BROWSERS)}.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    with running_site() as site, running_browser(path) as browser:
        for width, height in WIDTHS.items():
            for scheme in ("light", "dark"):
                _round(site, browser, width, height, scheme, wanted)


def _round(site: Site, browser: Browser, width: int, height: int, scheme: str, wanted: set[str]) -> None:
    context = open_context(browser, site, width=width, height=height, scheme=scheme)
    page = context.new_page()
    page.goto(f"{site.url}/desk/case/{site.cases['laptop']}")
    customer = page.locator(".case-title a").get_attribute("href") or ""
    for name, address, keys in PAGES:
        if wanted and name not in wanted:
            continue
        _picture(page, site.url + address.format(customer=customer, **site.cases), keys)
        target = PICTURES / f"{name}-{width}-{scheme}.png"
        page.screenshot(path=target, full_page=name == "style")
        print(target.relative_to(ROOT))
    context.close()


def _picture(page: Page, url: str, keys: str) -> None:
    page.goto("about:blank")  # an address that differs by its fragment alone is no new page
    page.goto(url)
    page.wait_for_load_state("load")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(250)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
    main()
