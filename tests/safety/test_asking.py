"""How a page is asked for: a wrong name costs one line, and HEAD gets what GET gets, without its body."""

import pytest
from django.test import Client


def test_a_request_for_another_name_writes_one_line_and_no_traceback(
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = client.get("/desk/", headers={"host": "evil.example"})
    assert answer.status_code == 400 and "KEPT_ALLOWED_HOSTS" in answer.content.decode()
    assert "evil" not in answer.content.decode()
    assert not [record for record in caplog.records if record.exc_info]
    own = [record.getMessage() for record in caplog.records if record.name == "kept.project.asking"]
    assert own == ["A request for 'evil.example' was refused: it is not in KEPT_ALLOWED_HOSTS."]


def test_a_name_that_would_break_the_log_is_shown_harmlessly_and_short(
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.get("/desk/", headers={"host": "x\x1b[31m" + "y" * 500})
    (own,) = [record.getMessage() for record in caplog.records if record.name == "kept.project.asking"]
    assert "\x1b" not in own and len(own) < 200


@pytest.mark.parametrize("path", ["", "customers", "quarantine", "settings/mailbox", "me", "case/none"])
def test_head_answers_like_get_without_a_body(client: Client, path: str) -> None:
    got = client.get(f"/desk/{path}")
    head = client.head(f"/desk/{path}")
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert int(head.headers["Content-Length"]) > 0
    assert (
        head.headers.get("Content-Security-Policy", "").partition("nonce")[0]
        == (got.headers.get("Content-Security-Policy", "").partition("nonce")[0])
    )


def test_head_does_not_open_what_only_a_post_does(client: Client) -> None:
    assert (
        client.head("/desk/notices/read").status_code == client.get("/desk/notices/read").status_code == 405
    )
