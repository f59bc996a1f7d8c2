"""Access tokens for mailboxes at Google and Microsoft: OAuth 2 with a refresh token or as an application."""

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kept.refusal import Refusal

#: Seconds for one question to a token server, and how long before its end a token is renewed.
PATIENCE = 10.0
MARGIN = 120.0

GOOGLE = "https://oauth2.googleapis.com/token"
MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"


class TokenRefused(Refusal):
    """The provider gives no token: permission was withdrawn, or the application's secret is out of date."""

    code = "token_refused"


class TokenUnreachable(Refusal):
    """The provider's token server did not answer; trying again later is all one can do."""

    code = "token_unreachable"


@dataclass(frozen=True, slots=True)
class Grant:
    """What the provider gave us. Without a refresh token the application signs in by itself (Microsoft)."""

    provider: str  # google | microsoft
    client: str
    secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    tenant: str = ""  # Microsoft's directory; "" is any

    @property
    def url(self) -> str:
        """Where tokens are given."""
        if self.provider == "google":
            return GOOGLE
        return MICROSOFT.format(tenant=urllib.parse.quote(self.tenant or "common", safe=""))

    def question(self, refresh_token: str) -> dict[str, str]:
        """The form that asks for an access token (RFC 6749, sections 4.4 and 6)."""
        form = {"client_id": self.client}
        if self.secret:
            form["client_secret"] = self.secret
        if refresh_token:
            form |= {"grant_type": "refresh_token", "refresh_token": refresh_token}
            if self.provider == "microsoft":
                form["scope"] = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
        else:
            form |= {"grant_type": "client_credentials", "scope": "https://outlook.office365.com/.default"}
        return form


Ask = Callable[[str, Mapping[str, str]], Mapping[str, object]]


class RefreshedTokens:
    """Gives an access token that is valid now, renewed when its time is nearly over.

    `keep` is told when the provider replaced the refresh token: the old one may stop working.
    """

    def __init__(
        self, grant: Grant, *, keep: Callable[[str], None] = lambda _: None, ask: "Ask | None" = None
    ) -> None:
        self._grant = grant
        self._keep = keep
        self._ask = ask or post
        self._refresh_token = grant.refresh_token
        self._token = ""
        self._until = 0.0
        self._lock = threading.Lock()

    def access_token(self) -> str:
        """A token good for at least two minutes. Raises TokenRefused or TokenUnreachable."""
        with self._lock:
            if time.monotonic() > self._until:
                answer = self._ask(self._grant.url, self._grant.question(self._refresh_token))
                self._token = str(answer["access_token"])
                self._until = time.monotonic() + float(str(answer.get("expires_in", 3600))) - MARGIN
                fresh = str(answer.get("refresh_token") or "")
                if fresh and fresh != self._refresh_token:
                    self._refresh_token = fresh
                    self._keep(fresh)
            return self._token


def post(url: str, form: Mapping[str, str]) -> Mapping[str, object]:
    """Ask a token server. Raises TokenRefused with its reason, or TokenUnreachable."""
    request = urllib.request.Request(
        url, urllib.parse.urlencode(form).encode(), {"Accept": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            found = _object(answer.read(100_000))
    except urllib.error.HTTPError as refusal:
        found = _object(refusal.read(100_000))
        if refusal.code < 500:
            raise TokenRefused(
                f"The provider refused a token: {found.get('error_description') or found.get('error') or refusal}",
                remedy="Sign in to the mailbox again on its settings page.",
            ) from refusal
        raise TokenUnreachable(f"The provider's token server failed: {refusal}.") from refusal
    except OSError as trouble:
        raise TokenUnreachable(f"The provider's token server cannot be reached: {trouble}.") from trouble
    if "access_token" not in found:
        raise TokenUnreachable("The provider's token server gave an answer without a token.")
    return found


def _object(data: bytes) -> dict[str, object]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
