"""Visible lines of recorded replies, by number, judged by hand: what their writers said themselves."""

VISIBLE_LINES = {
    "mail-parser-reply/begins_with_signature.txt": "1,3-4,6,8",
    "mail-parser-reply/caution.txt": "5,8,10-11,14-20,23,26,28",
    "mail-parser-reply/caution2.txt": "1,3,5",
    "mail-parser-reply/correct_sig.txt": "1",
    "mail-parser-reply/email_1_1.txt": "1,3-5,7",
    "mail-parser-reply/email_1_3.txt": "1,3,5",
    "mail-parser-reply/email_1_4.txt": "1",
    "mail-parser-reply/email_1_5.txt": "1,3-8,10-12,14-15",
    "mail-parser-reply/email_1_6.txt": "1",
    "mail-parser-reply/email_1_7.txt": "1",
    "mail-parser-reply/email_1_8.txt": "13,19",
    "mail-parser-reply/email_2_1.txt": "1",
    "mail-parser-reply/email_2_2.txt": "1",
    "mail-parser-reply/email_2_3.txt": "1",
    "mail-parser-reply/email_3_1.txt": "1,3",
    "mail-parser-reply/email_bullets.txt": "1,3,5,8-9",
    "mail-parser-reply/email_danish_1.txt": "1,3,5-6",
    "mail-parser-reply/email_danish_2.txt": "1,3,5-6",
    "mail-parser-reply/email_danish_3.txt": "1,3",
    "mail-parser-reply/email_danish_4.txt": "1,3",
    "mail-parser-reply/email_danish_5.txt": "1,3,5-6",
    "mail-parser-reply/email_gmail.txt": "1",
    "mail-parser-reply/email_headers_no_delimiter.txt": "1",
    "mail-parser-reply/email_ja_1_1.txt": "1",
    "mail-parser-reply/email_ja_1_2.txt": "1,3,5,8",
    "mail-parser-reply/email_nl_1_1.txt": "1,3-4,6",
    "mail-parser-reply/email_nl_1_2.txt": "1",
    "mail-parser-reply/email_one_is_not_on.txt": "1,3,5",
    "mail-parser-reply/email_partial_quote_header.txt": "1,3,5-6",
    "mail-parser-reply/email_pl_1_1.txt": "1-3,5,7,9-10",
    "mail-parser-reply/email_pl_1_2.txt": "1-4,6,8,10-11",
    "mail-parser-reply/email_pl_1_3.txt": "1-3,5,7,9-10",
    "mail-parser-reply/email_sent_from_BlackBerry.txt": "1",
    "mail-parser-reply/email_sent_from_iPhone.txt": "1",
    "mail-parser-reply/email_sent_from_multi_word_mobile_device.txt": "1",
    "mail-parser-reply/email_sent_from_not_signature.txt": "1,3",
    "mail-parser-reply/email_sig_delimiter_in_middle_of_line.txt": "1,3,5,7",
    "mail-parser-reply/email_sv_anon_1.txt": "1,3-4,6-7",
    "mail-parser-reply/email_swedish_1.txt": "1,3,5,7-8",
    "mail-parser-reply/email_swedish_2.txt": "1,3-5,7",
    "mail-parser-reply/forward.txt": "1-6",
    "mail-parser-reply/greedy_on.txt": "1,3,5-6",
    "mail-parser-reply/multi_header.txt": "1",
    "mail-parser-reply/multiline_on_de.txt": "1",
    "mail-parser-reply/outlook.txt": "1,3,5-6,8",
    "mail-parser-reply/pathological.txt": "1-2",
    "github/email_1_1.txt": "1,3-5,7",
    "github/email_1_2.txt": "1,9-11,13,15-17,19-21,24,26,28,30,32-34",
    "github/email_2_3.txt": "1",
    "github/email_long_quote.txt": "1,3-4,6-8,10",
    "github/email_sent_from_my_not_signature.txt": "1,3",
}


def visible_words(name: str, text: str) -> str:
    """The words of the visible lines of a recorded reply."""
    lines = text.replace("\r\n", "\n").split("\n")
    numbers: list[int] = []
    for piece in VISIBLE_LINES[name].split(","):
        first, _, last = piece.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return "\n".join(lines[n - 1].rstrip() for n in numbers)
