"""What is typed as Markdown: laid out safely, and as plain text that reads well."""

import pytest

from kept.wording.markdown import markdown_html, pictures_in
from kept.wording.plain import plain_text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Dear Marcus,\n\nyes.\n\nInes\nFellstone", "Dear Marcus,\n\nyes.\n\nInes\nFellstone"),
        ("It is **today**, _really_.", "It is *today*, _really_."),
        ("See [our page](https://kept.test/a).", "See our page (https://kept.test/a)."),
        ("See https://kept.test/a.", "See https://kept.test/a."),
        ("Write to [us@kept.test](mailto:us@kept.test)", "Write to us@kept.test"),
        ("- one\n- two\n  - more", "- one\n- two\n  - more"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("> You said\n> Monday.", "> You said\n> Monday."),
        ("| a | b |\n|---|---|\n| 1 | 22 |", "a  b\n1  22"),
        ("![the boot](cid:1@kept)", "[the boot]"),
        ("```\nx = {{due}}\n```", "    x = {{due}}"),
        ("# Heading\ntext", "Heading\n\ntext"),
        ("5 * 3 * 2 = 30, invoice #20418", "5 * 3 * 2 = 30, invoice #20418"),
        ("<b>no</b> & so on", "<b>no</b> & so on"),
        ("", ""),
    ],
)
def test_plain_text_reads_as_it_was_meant(typed: str, read: str) -> None:
    assert plain_text(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "[x](javascript:alert(1))", "<script>x</script>", "![x](https://elsewhere.test/x.gif)",
        "![x](data:image/png;base64,x)", "<img src=x onerror=y>", "[x](cid:1@kept)", "![x](javascript:1)",
    ],
)  # fmt: skip
def test_nothing_that_acts_or_is_fetched_comes_out(typed: str) -> None:
    html = markdown_html(typed)
    assert (
        "<script" not in html and "<img" not in html and 'href="cid' not in html and 'href="java' not in html
    )


def test_a_picture_beside_the_letter_is_shown_in_it() -> None:
    html = markdown_html("Look: ![boot](cid:7.ab@kept)")
    assert '<img src="cid:7.ab@kept" alt="boot">' in html
    assert pictures_in("Look: ![boot](cid:7.ab@kept) `![no](cid:8@kept)`") == {"7.ab@kept"}
