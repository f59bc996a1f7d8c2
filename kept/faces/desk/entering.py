"""Signing in at the desk: allauth's doors, with our words, our records and our company's rule."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kept.clock import now
from kept.pledge.queries import NoPledge, current
from kept.refusal import Refusal
from kept.staff.models import Agent
from kept.staff.second_step import MISSING, has_second, is_missing, must_have, note_change
from kept.storage.secrets import seal, unseal

log = structlog.get_logger(__name__)

#: allauth's name of what happened → ours, as it is told on the company's chain.
CHANGES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/password_set": "password_changed",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "key_added",
    "mfa/email/webauthn_removed": "key_removed",
    "mfa/email/recovery_codes_generated": "codes_made",
}
#: The secrets of second steps are sealed with the desk's own key.
SEALED = "second step"
#: How often, in seconds, a session notes that it is in use.
SEEN_EVERY = 600


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by himself; what changes about signing in is recorded, and its owner is told by mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("That was wrong too often. Wait five minutes, then try again."),
        "email_password_mismatch": _("The mail address or the password is wrong."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Agents have no user names."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Who asks, as our own server found out; a local socket has no address."""
        return request.META.get("REMOTE_ADDR") or "::1"

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The company's rule is asked at each sign-in."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        mark(request, user)
        return response

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Something changed about how `user` signs in. A mail that cannot leave keeps nobody from it."""
        if template_prefix in CHANGES:
            note_change(user, CHANGES[template_prefix], by=user.actor, now=now())
            mark(self.request, user)
        try:
            super().send_notification_mail(template_prefix, user, context, email or user.email)
        except Refusal as refused:
            log.warning("somebody was not told of a change to their sign-in", why=refused.sentence)


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets sealed in the database; the company's name in the app; what the rule needs cannot be taken away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your company asks you for a second step, and this is your only one."
        ),
        "incorrect_code": _("That was not right. Use the code that the app shows now."),
    }

    def get_totp_issuer(self) -> str:
        """Under which name the app shows the code."""
        try:
            return current().pledge.company
        except NoPledge:
            return "Kept"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Under which name a device keeps the passkey; it is bound to the host alone."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def encrypt(self, text: str) -> str:
        return seal(SEALED, text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. One that was sealed by another desk's key opens nothing."""
        try:
            return unseal(SEALED, encrypted_text)
        except InvalidToken:
            return ""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        agent: Agent = authenticator.user
        others = Authenticator.objects.filter(user=agent, type__in=["totp", "webauthn"])
        return not must_have(agent) or others.exclude(pk=authenticator.pk).exists()


def mark(request: HttpRequest, agent: Agent) -> None:
    """Note in the session whether its owner must set up a second step first."""
    if request.user.is_authenticated and request.user.pk == agent.pk:
        if is_missing(agent):
            request.session[MISSING] = True
        elif has_second(agent):
            request.session.pop(MISSING, None)


def note_seen(request: HttpRequest) -> None:
    """Note, every ten minutes at most, that somebody does something in this session, and from where."""
    at = now()
    if at.timestamp() - request.session.get("seen", 0) < SEEN_EVERY or not request.session.session_key:
        return
    agent_string = request.META.get("HTTP_USER_AGENT", "")[:200]
    seen = {"ip": request.META.get("REMOTE_ADDR") or "::1", "user_agent": agent_string, "last_seen_at": at}
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": request.user, **seen},
        create_defaults={"user": request.user, "created_at": at, **seen},
    )
    request.session["seen"] = at.timestamp()
