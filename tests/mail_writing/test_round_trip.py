"""Whatever is written is read again: any letters in subject, names, text and files."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kept.channels.mail.reading import attachment_bytes
from kept.channels.mail.writing import File, build_mail
from tests.mail_writing.letters import letter, sent_and_read

#: No control characters, and no separators that readers take for spaces or line breaks.
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
LINE = st.text(LETTERS, max_size=200).map(lambda text: " ".join(text.split()))
#: A name in quotes loses them, and one that only repeats the address is none: see the reader.
NAME = LINE.map(lambda text: text.strip("'\"").strip()).filter(lambda text: len(text) < 400)
TEXT = st.text(st.one_of(LETTERS, st.sampled_from("\n\t")), max_size=600)
FILE_NAME = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs"), exclude_characters='<>:"|?*/\\.'),
    min_size=1,
    max_size=60,
).map(lambda stem: stem + ".pdf")


@settings(max_examples=80, deadline=None)
@given(
    subject=LINE,
    name=NAME,
    text=TEXT,
    files=st.lists(st.tuples(FILE_NAME, st.binary(max_size=300)), max_size=3),
)
def test_any_letter_comes_through(subject: str, name: str, text: str, files: list[tuple[str, bytes]]):
    one = letter(
        subject=subject,
        from_name=name,
        to=((name, "jane@customer.example"), ("", "x+y@customer.example")),
        text=text,
        attachments=tuple(File(file, "application/pdf", content) for file, content in files),
    )
    raw = build_mail(one)
    assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 78
    arrival = sent_and_read(one)
    assert arrival.subject == subject
    assert arrival.from_name == name and arrival.from_address == "help@shop.example"
    assert arrival.to == ((name, "jane@customer.example"), ("", "x+y@customer.example"))
    assert arrival.text.rstrip() == text.rstrip()
    assert [file.name for file in arrival.attachments] == [file for file, _ in files]
    assert [attachment_bytes(raw, file.path) for file in arrival.attachments] == [
        content for _, content in files
    ]
    assert arrival.message_id == one.message_id and arrival.sent_at == one.date
    assert arrival.warnings == ()


@settings(max_examples=50, deadline=None)
@given(local=st.text("abcXYZ019.!#$%&'*+-/=?^_`{|}~", min_size=1, max_size=40))
def test_any_ascii_address_comes_through(local: str):
    address = f"{local}@customer.example"
    arrival = sent_and_read(letter(to=(("Jane", address),)))
    assert arrival.to == (("Jane", arrival.to[0][1]),)
    assert arrival.to[0][1].replace('"', "") == address.lower()
