"""Setting a mailbox up by command and on its page, tried on a real Dovecot before it is kept."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from imapclient import IMAPClient
from typer.testing import CliRunner, Result

from kept.channels.mail.fetching import watcher
from kept.channels.mail.fetching.account import account_of, secrets_of
from kept.channels.mail.fetching.run import run_fetching
from kept.channels.mail.mailboxes import Wanted, keep_mailbox, problems, remove_mailbox
from kept.channels.mail.models import Folder, Mailbox
from kept.clock import now as clock
from kept.contacts.models import Contact
from kept.ledger.actor import SETUP
from kept.ledger.models import Entry
from kept.operations.cli.app import app
from kept.refusal import Refusal
from kept.staff.models import Agent
from tests.mail_transport.mails import mail
from tests.mail_transport.peers.dovecot import PASSWORD, Dovecot
from tests.mail_transport.peers.private import until

pytestmark = pytest.mark.usefixtures("open_desk")

ADDRESS = "help@shop.example"


def run(*words: str, text: str | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, words, input=text, env=env, catch_exceptions=False)


def added(imap: Dovecot, *words: str, text: str | None = None, env: dict[str, str] | None = None) -> Any:
    """The document that `kept mailbox add` prints, and its status."""
    server = ("--host", "127.0.0.1", "--port", str(imap.port), "--security", "none", "--user", "ada")
    result = run("mailbox", "add", ADDRESS, *server, *words, "--json", text=text, env=env)
    return json.loads(result.stdout), result.exit_code


def wanted(**changes: Any) -> Wanted:
    values = {"address": ADDRESS, "host": "imap.example", "port": 993, "security": "tls", "user": "ada"}
    return Wanted(**{**values, "password": "secret", **changes})


def test_a_mailbox_is_tried_kept_and_fetched_from(imap: Dovecot, monkeypatch) -> None:
    monkeypatch.setattr(watcher, "SHORTEST", 0.2)
    with IMAPClient("127.0.0.1", imap.port, ssl=False) as ada:
        ada.login("ada", PASSWORD)
        ada.create_folder("Done")
        ada.append("INBOX", mail("Where is it?"))
        said, status = added(
            imap,
            "--stdin",
            "--begin",
            "all",
            "--after",
            "move",
            "--after-folder",
            "Done",
            text=f"{PASSWORD}\n",
        )
        assert (status, said["kept"], said["tested"]) == (0, True, True)
        assert all(check["ok"] for check in said["checks"]) and said["checks"]
        row = Mailbox.objects.get()
        assert (row.begin, row.after, row.after_folder) == ("all", "move", "Done")
        assert PASSWORD not in row.password and account_of(row).password == PASSWORD
        stop = threading.Event()
        thread = threading.Thread(target=run_fetching, args=(stop,))
        thread.start()
        try:
            until(lambda: Contact.objects.filter(direction="in").exists())
            until(lambda: ada.folder_status("Done", ["MESSAGES"])[b"MESSAGES"] == 1)
        finally:
            stop.set()
            thread.join(20)
    gone = run("mailbox", "remove", ADDRESS)
    assert gone.exit_code == 0 and not Mailbox.objects.exists() and not Folder.objects.exists()
    kinds = set(Entry.objects.filter(customer_id=0).values_list("kind", flat=True))
    assert {"mail.mailbox_set", "mail.mailbox_removed"} <= kinds
    assert Contact.objects.filter(direction="in").count() == 1


@pytest.mark.parametrize(
    ("words", "text", "what"),
    [
        (("--stdin",), "wrong\n", "may not sign in"),
        (("--stdin", "--folder", "Nowhere"), f"{PASSWORD}\n", "There is no folder Nowhere"),
        (("--stdin", "--after", "move", "--after-folder", "Nowhere"), f"{PASSWORD}\n", "no folder Nowhere"),
    ],
)
def test_a_mailbox_whose_test_fails_is_not_kept(imap: Dovecot, words, text, what) -> None:
    said, status = added(imap, *words, text=text)
    assert (status, said["kept"]) == (1, False)
    failed = [check for check in said["checks"] if not check["ok"]]
    assert failed and failed[0]["sentence"]
    assert not Mailbox.objects.exists()
    said, status = added(imap, *words, "--untested", text=text)
    assert (status, said["kept"], said["tested"]) == (0, True, False)


def test_secrets_come_from_a_variable_too_and_are_never_printed(imap: Dovecot) -> None:
    said, status = added(imap, "--password-env", "IMAP_PASSWORD", env={"IMAP_PASSWORD": PASSWORD})
    assert (status, said["kept"]) == (0, True)
    assert PASSWORD not in json.dumps(said) + run("mailbox", "list", "--json").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "mailbox_incomplete"),  # no secret, and no terminal to ask at
        (("--password-env", "NOT_SET"), "no_secret"),
        (("--after", "burn"), "bad_option"),
        (("--sign-in", "magic"), "bad_option"),
        (("--sign-in", "google", "--stdin"), "mailbox_incomplete"),
        (("--after", "move", "--stdin"), "mailbox_incomplete"),
        (("--as", "nobody@shop.example"), "not_found"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_tried(imap: Dovecot, words, code) -> None:
    said, status = added(imap, *words, text="x\ny\n" if "--stdin" in words else None)
    assert (status, said["error"]["code"]) == (1, code)
    assert not Mailbox.objects.exists()


def test_an_address_has_one_mailbox(imap: Dovecot) -> None:
    added(imap, "--stdin", text=f"{PASSWORD}\n")
    said, status = added(imap, "--stdin", text=f"{PASSWORD}\n")
    assert (status, said["error"]["code"]) == (1, "mailbox_incomplete")
    assert run("mailbox", "remove", "other@shop.example").exit_code == 1


def test_each_way_of_signing_in_says_what_it_needs() -> None:
    def missing(**changes: Any) -> list[str]:
        return [name for name, _ in problems(wanted(**changes), None)]

    assert missing() == []
    assert missing(password="") == ["password"]
    assert missing(sign_in="google", password="") == ["client", "password"]
    assert missing(sign_in="google", client="c") == []
    assert missing(sign_in="microsoft", client="c", password="") == ["client_secret", "tenant"]
    assert missing(sign_in="microsoft", client="c", password="", client_secret="s", tenant="t") == []
    assert missing(after="move") == ["after_folder"]
    assert missing(after="move", after_folder="INBOX") == ["after_folder"]


def test_an_application_is_kept_with_its_secrets_sealed() -> None:
    google = wanted(
        sign_in="google", password="refresh", client="c", client_secret="s", folders=("INBOX", "Shop")
    )
    row = keep_mailbox(google, None, by=SETUP, now=clock())
    row.refresh_from_db()
    assert (row.sign_in, row.oauth_client, row.folders) == ("google", "c", ["INBOX", "Shop"])
    assert secrets_of(row) == ("refresh", "s") and "refresh" not in row.password + row.oauth_secret
    keep_mailbox(wanted(sign_in="google", client="d", password=""), row, by=SETUP, now=clock())
    row.refresh_from_db()
    assert (row.oauth_client, secrets_of(row)) == ("d", ("refresh", "s"))  # what is left empty stays


def test_a_known_password_is_not_told_to_another_server() -> None:
    row = keep_mailbox(wanted(), None, by=SETUP, now=clock())
    assert problems(wanted(password="", user="bea"), row) == []
    assert [name for name, _ in problems(wanted(password="", host="evil.example"), row)] == ["password"]
    with pytest.raises(Refusal):
        keep_mailbox(wanted(password="", host="evil.example"), row, by=SETUP, now=clock())
    remove_mailbox(row, by=SETUP, now=clock())


class TestPage:
    @pytest.fixture(autouse=True)
    def plain_static_files(self, settings: Any) -> None:
        """Pages name their static files as they lie in the source; nothing is collected for these tests."""
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}

    @pytest.fixture
    def client(self) -> Client:
        client = Client()
        client.force_login(Agent.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
        return client

    def fields(self, imap: Dovecot, **changes: str) -> dict[str, str]:
        values = {
            "address": ADDRESS, "host": "127.0.0.1", "port": str(imap.port), "security": "none", "user": "ada",
            "sign_in": "password", "password": PASSWORD, "folders": "INBOX\nINBOX\n", "begin": "new", "after": "seen",
        }  # fmt: skip
        return {**values, **changes}

    def test_it_takes_folders_and_what_to_do_with_stored_mail(self, client: Client, imap: Dovecot) -> None:
        tried = client.post("/desk/settings/mailbox/test", self.fields(imap))
        assert "It works." in tried.content.decode()
        assert client.post("/desk/settings/mailbox", self.fields(imap)).status_code == 302
        row = Mailbox.objects.get()
        assert (row.folders, row.after) == (["INBOX"], "seen")
        page = client.get(f"/desk/settings/mailbox/{row.pk}").content.decode()
        assert PASSWORD not in page and "INBOX</textarea>" in page
        again = self.fields(imap, password="", after="leave")
        assert client.post(f"/desk/settings/mailbox/{row.pk}", again).status_code == 302
        row.refresh_from_db()
        assert row.after == "leave" and account_of(row).password == PASSWORD

    def test_what_is_missing_stands_beside_its_field(self, client: Client, imap: Dovecot) -> None:
        answer = client.post(
            "/desk/settings/mailbox", self.fields(imap, sign_in="google"), headers={"hx-request": "true"}
        )
        page = answer.content.decode()
        assert answer.status_code == 422 and 'id="id_client-error"' in page
        assert PASSWORD not in page and not Mailbox.objects.exists()

    def test_it_is_removed_after_a_question(self, client: Client, imap: Dovecot) -> None:
        client.post("/desk/settings/mailbox", self.fields(imap))
        path = f"/desk/settings/mailbox/{Mailbox.objects.get().pk}/removal"
        assert "Remove it" in client.get(path).content.decode()
        assert Mailbox.objects.exists()
        assert client.post(path).status_code == 302 and not Mailbox.objects.exists()
