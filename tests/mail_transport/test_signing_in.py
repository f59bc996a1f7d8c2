"""Signing in to mailboxes: TLS, passwords, OAuth tokens; and the live test in plain words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kept.channels.mail.fetching import tokens
from kept.channels.mail.fetching.account import Account, MailboxTrouble
from kept.channels.mail.fetching.session import signed_in
from kept.channels.mail.fetching.tokens import Grant, RefreshedTokens, TokenRefused, TokenUnreachable
from kept.channels.mail.fetching.trying import checking_servers, try_mailbox
from tests.mail_transport import certificates
from tests.mail_transport.mails import mail
from tests.mail_transport.peers import dovecot
from tests.mail_transport.peers.dovecot import PASSWORD, Dovecot
from tests.mail_transport.peers.private import free_port
from tests.mail_transport.peers.web import TokenServer


@pytest.fixture
def token_server() -> Iterator[TokenServer]:
    server = TokenServer()
    yield server
    server.stop()


@pytest.fixture
def secure_imap(peer_folder: Path, token_server: TokenServer) -> Iterator[Dovecot]:
    """A Dovecot with a certificate and access tokens."""
    if not dovecot.installed():
        pytest.skip("Dovecot is not installed here (apt-get install dovecot-imapd), so IMAP was NOT tested.")
    paths = certificates.make(peer_folder)
    server = Dovecot(peer_folder, *paths, introspection=f"{token_server.url}/check")
    yield server.start()
    server.stop()


def account(server: Dovecot, **changes: object) -> Account:
    values: dict[str, object] = {
        "address": "help@shop.example",
        "host": "localhost",
        "port": server.tls_port,
        "security": "tls",
        "user": "ada",
        "password": PASSWORD,
    }
    return Account(**{**values, **changes})  # type: ignore[arg-type]


def sentences(checks: list) -> str:
    return "\n".join(f"{'ok' if c.ok else 'NO'} {c.sentence} {c.remedy}" for c in checks)


def test_a_live_test_says_step_by_step_what_works(secure_imap, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(secure_imap.certificate))
    secure_imap.deliver("ada", mail())
    for changes in ({}, {"security": "starttls", "port": secure_imap.port}):
        checks = try_mailbox(account(secure_imap, **changes))
        assert all(check.ok for check in checks), sentences(checks)
        assert "with a certificate that can be trusted" in sentences(checks)
        assert "INBOX holds 1 mails" in sentences(checks) and "IDLE" in sentences(checks)


def test_a_live_test_names_what_is_wrong_and_what_would_help(secure_imap, monkeypatch):
    def wrong(**changes: object) -> str:
        bad = [check for check in try_mailbox(account(secure_imap, **changes)) if not check.ok]
        assert len(bad) == 1 and bad[0].remedy, sentences(bad)
        return sentences(bad)

    assert "cannot be trusted" in wrong()
    monkeypatch.setenv("SSL_CERT_FILE", str(secure_imap.certificate))
    assert "refuses the sign-in of ada" in wrong(password="wrong")
    assert "does not speak TLS as asked" in wrong(port=secure_imap.port)
    assert "Nothing listens" in wrong(port=free_port())
    assert "no server named" in wrong(host="imap.nowhere.invalid")
    assert "is not the name of a server" in wrong(host="https://imap.example.com/")
    assert "INBOX" in wrong(folders=("Nowhere",))
    assert "Make it at your provider" in wrong(after="move", after_folder="Nowhere")


def test_an_access_token_opens_the_mailbox_and_a_bad_one_is_refused_in_words(
    secure_imap, token_server, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(secure_imap.certificate))
    monkeypatch.setattr(tokens, "GOOGLE", f"{token_server.url}/token")
    source = RefreshedTokens(Grant("google", "client", "secret", "refresh"))
    with signed_in(account(secure_imap, password="", token=source.access_token)) as client:
        client.select_folder("INBOX")
    assert token_server.forms == [
        {
            "client_id": "client",
            "client_secret": "secret",
            "grant_type": "refresh_token",
            "refresh_token": "refresh",
        }
    ]
    with pytest.raises(MailboxTrouble, match="refuses the sign-in of ada"):
        with signed_in(account(secure_imap, password="", token=lambda: "bad-token")):
            pass


def test_the_servers_that_check_senders_are_found_in_the_mailbox(secure_imap, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(secure_imap.certificate))
    for _ in range(3):
        secure_imap.deliver(
            "ada", mail(headers="Authentication-Results: mx.provider.example; dmarc=pass\r\n")
        )
    secure_imap.deliver("ada", mail(headers="Authentication-Results: other.example 1; spf=pass\r\n"))
    assert checking_servers(account(secure_imap)) == ["mx.provider.example", "other.example"]


def test_a_token_is_asked_for_once_and_renewed_before_its_end(token_server, monkeypatch):
    monkeypatch.setattr(tokens, "MICROSOFT", token_server.url + "/{tenant}/token")
    kept: list[str] = []
    source = RefreshedTokens(Grant("microsoft", "client", "", "first", "our tenant/x"), keep=kept.append)
    token_server.answer = (200, {"access_token": "a", "expires_in": 3600, "refresh_token": "second"})
    assert source.access_token() == source.access_token() == "a"
    assert len(token_server.forms) == 1 and "offline_access" in token_server.forms[0]["scope"]
    assert kept == ["second"]
    short = RefreshedTokens(Grant("microsoft", "client", "", "first"))
    token_server.answer = (200, {"access_token": "b", "expires_in": 60})
    assert short.access_token() == short.access_token() == "b"
    assert len(token_server.forms) == 3


def test_an_application_signs_in_without_a_refresh_token(token_server, monkeypatch):
    monkeypatch.setattr(tokens, "MICROSOFT", token_server.url + "/{tenant}/token")
    RefreshedTokens(Grant("microsoft", "client", "secret", "", "tenant")).access_token()
    assert token_server.forms[0]["grant_type"] == "client_credentials"


def test_a_refused_token_and_a_silent_server_are_told_apart(token_server, monkeypatch):
    monkeypatch.setattr(tokens, "GOOGLE", f"{token_server.url}/token")
    source = RefreshedTokens(Grant("google", "client", "secret", "refresh"))
    token_server.answer = (
        400,
        {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
    )
    with pytest.raises(TokenRefused, match="expired or revoked"):
        source.access_token()
    token_server.answer = (503, {})
    with pytest.raises(TokenUnreachable):
        source.access_token()
    monkeypatch.setattr(tokens, "GOOGLE", f"http://127.0.0.1:{free_port()}/token")
    with pytest.raises(TokenUnreachable):
        source.access_token()
