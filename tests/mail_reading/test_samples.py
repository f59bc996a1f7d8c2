"""Recorded mails of other projects: nothing crashes, nothing is lost, and how much is right (printed with -s)."""

import email
import json
import re
from collections import Counter
from collections.abc import Callable

import pytest

from kept.channels.mail.display import safe_html, text_blocks, visible_text
from kept.channels.mail.reading import Unreadable, attachment_bytes
from kept.channels.mail.reading.clean import cleaned
from kept.channels.mail.reading.files import decoded
from kept.channels.mail.reading.html_words import html_words
from kept.channels.mail.reading.structure import take_apart
from tests.mail_reading.mails import read
from tests.mail_reading.reply_lines import VISIBLE_LINES, visible_words
from tests.mail_reading.samples import SAMPLES, mails, needs_samples
from tests.mail_reading.test_safe_html import live

pytestmark = needs_samples
WORD = re.compile(r"\w+")


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_every_mail_can_be_read_and_keeps_its_bytes():
    count = 0
    for name, raw in mails("mime", "replies", "bounces"):
        try:
            arrival = read(raw, source="import")
        except Unreadable:
            assert not raw.strip() or b"\x00" in raw[:1000], name
            continue
        count += 1
        assert arrival.raw == raw
        assert (
            "\n".join(block.text for block in text_blocks(arrival.text, subject=arrival.subject))
            == arrival.text
        )
        for file in arrival.attachments:
            assert len(attachment_bytes(raw, file.path)) == file.size, name
    assert count > 500


def test_no_other_reader_finds_words_that_we_lose():
    """Against two parsers of others: whatever text they find, some part of ours has it too."""
    fast = pytest.importorskip("fast_mail_parser")
    lost: dict[str, set[str]] = {}
    for name, raw in mails("mime"):
        if not raw.strip() or b"\x00" in raw[:1000] or not re.search(rb"^content-type:", raw, re.I | re.M):
            continue
        data = cleaned(raw)[0]
        ours = set(WORD.findall(data[: take_apart(data).root.start].decode("latin-1").lower()))
        for leaf in take_apart(data).root.leaves():
            content = decoded(leaf, [])
            ours |= set(WORD.findall(content.decode("utf-8", "replace").lower()))
            ours |= set(WORD.findall(content.decode("latin-1").lower()))
        arrival = read(raw, source="import")
        ours |= set(WORD.findall((arrival.text + arrival.html).lower()))
        theirs: list[str] = []
        try:
            found = fast.parse_email(raw)
            theirs += [*found.text_plain, *found.text_html]
        except fast.ParseError:
            pass
        for part in email.message_from_bytes(raw).walk():
            if part.get_content_maintype() == "text":
                payload = part.get_payload(decode=True)
                theirs.append(payload.decode("latin-1") if isinstance(payload, bytes) else "")
        words = {
            word
            for text in theirs
            for word in WORD.findall(text.lower())
            if word.isascii() and 3 < len(word) < 30
        }
        if len(words - ours) > 12:
            lost[name] = words - ours
    # In these the others glue words together, read base64 as text, or take a delimiter for words.
    known = {
        "mime/enmime/testdata/mail/mime-bad-content-transfer-encoding.raw",
        "mime/mikel_mail/emails/rfc2822/example13.eml",
        "mime/mikel_mail/emails/multipart_report_emails/multipart_report_multiple_status.eml",
        "mime/stalwart/eml/rfc/008.eml",
    }
    assert set(lost) <= known, lost


def test_the_json_of_another_parser_agrees_with_ours():
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for path in sorted((SAMPLES / "mime/stalwart/eml").rglob("*.eml")):
        truth = json.loads(path.with_suffix(".json").read_text())
        arrival = read(path.read_bytes(), source="import")
        parts = truth["parts"]
        for field in parts[0]["headers"]:
            if field["name"] == "subject" and isinstance(field["value"], dict) and "Text" in field["value"]:
                total["subject"] += 1
                wanted = squeezed(field["value"]["Text"])
                # Where theirs has lost a letter, ours may have it.
                right["subject"] += wanted == squeezed(arrival.subject) or "\ufffd" in wanted
        first = parts[truth["text_body"][0]]["body"] if truth["text_body"] else {}
        if first.get("Text", "").strip():
            total["text"] += 1
            right["text"] += squeezed(first["Text"]) in squeezed(arrival.text) or "\ufffd" in first["Text"]
        files = [bytes(next(iter(parts[n]["body"].values()))) for n in truth["attachments"]
                 if next(iter(parts[n]["body"])) in ("Binary", "InlineBinary")]  # fmt: skip
        if files:
            total["files"] += 1
            contents = [attachment_bytes(path.read_bytes(), file.path) for file in arrival.attachments]
            right["files"] += all(file in contents or b"begin 6" in file or b"BinH" in file for file in files)
    print("\nright:", {name: f"{right[name]} of {total[name]}" for name in total})
    assert right["subject"] == total["subject"]
    assert right["text"] >= total["text"] - 4
    assert right["files"] == total["files"]


def test_bounces_name_the_right_addresses():
    expected = json.loads((SAMPLES / "bounces/flufl/expected.json").read_text())
    right = known = timely = 0
    for name, truth in expected.items():
        arrival = read((SAMPLES / "bounces/flufl" / name).read_bytes(), envelope_from="")
        found = {one.recipient for one in arrival.reports if one.recipient}
        wanted = {address.lower() for address in truth["addresses"]}
        right += found == wanted or (not wanted and bool(found))
        known += arrival.machine in ("bounce", "delay")
        timely += not wanted or (arrival.machine == "delay") == truth["temporary"]
        assert all(one.words.endswith(".") for one in arrival.reports), name
    print(
        f"\nbounces: addresses right {right}, recognised {known}, delays told apart {timely} of {len(expected)}"
    )
    assert right >= 114 and known >= 112 and timely >= 114


def scores(said: Callable[[str], str]) -> tuple[int, float, float]:
    """(exactly right, mean word-F1, share of the writers' words lost) over the replies judged by hand."""
    exact, f1, lost, words = 0, 0.0, 0, 0
    for name in VISIBLE_LINES:
        folder, file = name.split("/")
        text = (SAMPLES / "replies" / folder / "emails" / file).read_bytes().decode("utf-8", "replace")
        wanted = Counter(WORD.findall(visible_words(name, text)))
        found = Counter(WORD.findall(said(text.replace("\r\n", "\n"))))
        common = (wanted & found).total()
        f1 += 2 * common / (wanted.total() + found.total())
        exact += wanted == found
        lost += (wanted - found).total()
        words += wanted.total()
    return exact, f1 / len(VISIBLE_LINES), lost / words


def test_the_visible_words_of_replies_are_right():
    ours = scores(visible_text)
    print(
        f"\nreplies: exact {ours[0]} of {len(VISIBLE_LINES)}, word-F1 {ours[1]:.3f}, words lost {ours[2]:.2%}"
    )
    try:
        from mailparser_reply import EmailReplyParser
    except ImportError:
        pass
    else:
        parser = EmailReplyParser(languages=["en", "de", "fr", "es", "it", "nl", "da", "sv", "pl", "ja"])
        theirs = scores(lambda text: parser.parse_reply(text) or "")
        print(f"mail-parser-reply: exact {theirs[0]}, word-F1 {theirs[1]:.3f}, words lost {theirs[2]:.2%}")
        assert ours[0] >= theirs[0] and ours[1] >= theirs[1] and ours[2] <= theirs[2]
    assert ours[0] >= 49 and ours[1] > 0.97 and ours[2] == 0


def test_replies_of_twelve_mail_programs_and_in_html_are_cut_to_what_was_said():
    truth = json.loads((SAMPLES / "replies/talon/expected.json").read_text())
    for name in truth["standard_replies"]:
        arrival = read(
            (SAMPLES / "replies/talon/fixtures/standard_replies" / name).read_bytes(), source="import"
        )
        assert arrival.visible == "Hello", name
    for path in sorted((SAMPLES / "replies/talon/fixtures/html_replies").glob("*.html")):
        said = visible_text(html_words(path.read_bytes().decode("utf-8", "replace")), subject="Re: x")
        assert "".join(said.split()) == truth["html_replies_text_without_whitespace"], path.name


def vectors() -> list[str]:
    """Every piece of HTML by which others tried to act."""
    found = [path.read_text().split("\n--\n")[0] for path in sorted((SAMPLES / "html/bleach").glob("*.test"))]
    sheet = (SAMPLES / "html/owasp/XSS_Filter_Evasion_Cheat_Sheet.md").read_text()
    return [
        *found,
        sheet,
        *re.findall(r"```[a-z]*\n(.*?)```", sheet, re.S),
        *re.findall(r"`([^`\n]+)`", sheet),
    ]


def test_no_vector_is_live():
    found = vectors()
    assert len(found) > 300
    for html in found:
        assert live(safe_html(html, cid_urls={"a": "/files/1"}, images="own")) == [], html


def test_harmless_mails_keep_their_words():
    count = 0
    for path in sorted((SAMPLES / "html/postmark_templates").rglob("content.html")):
        count += 1
        twin = re.sub(r"\( *\S+ *\)|\{\{.*?\}\}", "", path.with_suffix(".txt").read_text())
        shown = safe_html(path.read_text(), cid_urls={}, images="none")
        words = set(re.findall(r"[a-z]{3,}", re.sub(r"<[^>]*>", " ", shown).lower()))
        assert set(re.findall(r"[a-z]{3,}", twin.lower())) <= words, path
    assert count == 66
