"""A desk in processes of its own, with a scene in it, and a real browser to look at it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from kept.operations.postgres import Server, throw_away_home

ROOT = Path(__file__).parents[2]
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Site:
    """A running desk: where it is, what is in it, and a way to let things happen there."""

    url: str
    environment: dict[str, str]
    cases: dict[str, str]  # references by the scene's names
    session: str  # of Ines, signed in

    def happen(self, code: str) -> Any:
        """Run code in the desk's own surroundings; what it assigns to `result` comes back."""
        return _python(self.environment, f"{code}\nprint(json.dumps(globals().get('result')))")


def _python(environment: dict[str, str], code: str) -> Any:
    head = "import json, django\ndjango.setup()\nfrom kept.clock import now\n"
    ran = subprocess.run(
        [sys.executable, "-c", head + code], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.strip().splitlines()[-1])


SCENE = """
from tests.desk.scene import set_scene
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
scene = set_scene(now())
def session_of(agent):
    store = SessionStore()
    store[SESSION_KEY] = str(agent.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    store.create()
    return store.session_key
print(json.dumps({"cases": {k: c.reference for k, c in scene.cases.items()}, "session": session_of(scene.ines)}))
"""


@contextmanager
def running_site() -> Iterator[Site]:
    """A demo desk with a scene in it, served on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with throw_away_home("kept-journeys-") as home, Server(home, {}).use():
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith(("KEPT_", "DATABASE_"))
        }
        environment = ours | {
            "KEPT_HOME": str(home),
            "KEPT_DEMO": "yes",
            "KEPT_PORT": str(port),
            "KEPT_DATABASE_ROLE": "kept_admin",
            "DJANGO_SETTINGS_MODULE": "kept.project.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        migrate = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\nprint('null')"
        _python(environment, migrate)
        made = _python(environment, SCENE)
        web = subprocess.Popen(
            [sys.executable, "-c", "from kept.operations.web import main; main()"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(f"{url}/accounts/login/", web)
            yield Site(url, environment, made["cases"], made["session"])
        finally:
            web.terminate()
            web.wait(20)


def chromium() -> str | None:
    """Where the system's Chromium is; None when there is none."""
    return next((path for path in BROWSERS if Path(path).exists()), None)


@contextmanager
def running_browser(path: str) -> Iterator[Browser]:
    """The system's browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def open_context(
    browser: Browser, site: Site, *, width: int = 1440, height: int = 900, scheme: str = "light"
) -> BrowserContext:
    """A fresh browser profile with Ines's session."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        timezone_id="Europe/London",
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "sessionid", "value": site.session, "url": site.url}])
    return context


def _wait(url: str, web: subprocess.Popen) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        assert web.poll() is None, "the web process ended"
        try:
            urlopen(url, timeout=2)
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the desk did not come up")
