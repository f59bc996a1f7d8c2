"""Who wrote it. A person taken for a machine is the worst error."""

# ruff: noqa: E501 (tables are read by the row)

import pytest

from tests.mail_reading.mails import HEAD, mail, read


def with_subject(subject: str, *fields: bytes) -> bytes:
    return mail(b"Hello\n", *fields, head=HEAD.replace(b"Where is my order?", subject.encode()))


@pytest.mark.parametrize(
    ("raw", "machine"),
    [
        (mail(), ""),
        (mail(b"x", b"Auto-Submitted: no"), ""),
        (mail(b"x", b"Auto-Submitted: auto-replied"), "auto_reply"),
        (mail(b"x", b"Auto-Submitted: auto-generated (rejected)"), "auto_reply"),
        (with_subject("Out of Office: Where is it?", b"Auto-Submitted: auto-replied"), "out_of_office"),
        (with_subject("Abwesenheitsnotiz: Ihre Bestellung"), "out_of_office"),
        (with_subject("Automatische Antwort: Ihre Bestellung"), "auto_reply"),
        (with_subject("Automatic reply: Your order"), "auto_reply"),
        (with_subject("Réponse automatique : Votre commande"), "auto_reply"),
        (with_subject("Respuesta automática: Su pedido"), "auto_reply"),
        (with_subject("Risposta automatica: Ordine"), "auto_reply"),
        (with_subject("Automatisch antwoord: Bestelling"), "auto_reply"),
        (with_subject("Autosvar: Beställning"), "auto_reply"),
        (with_subject("Fuera de la oficina"), "out_of_office"),
        (with_subject("Absence du bureau"), "out_of_office"),
        (with_subject("Re: Automatic reply: Your order"), ""),
        (with_subject("Automatic door broken"), ""),
        (with_subject("My office chair is out of stock"), ""),
        (with_subject("Urlaub: Rücksendung erst nächste Woche"), ""),
        (with_subject("Abwesenheit von Herrn Muster am 3. Mai"), ""),
        (mail(b"x", b"X-Autoreply: yes"), "auto_reply"),
        (mail(b"x", b"X-Autoreply: no"), ""),
        (mail(b"x", b"Precedence: auto_reply"), "auto_reply"),
        (mail(b"x", b"Precedence: bulk"), "bulk"),
        (mail(b"x", b"Precedence: bulk", b"In-Reply-To: <kept.1.abcd@shop.example>"), ""),
        (mail(b"x", b"X-Auto-Response-Suppress: All"), ""),
        (mail(b"x", b"X-Auto-Response-Suppress: DR, OOF, AutoReply"), ""),
        (mail(b"x", b"List-Id: Chess <chess.club.example>", b"Precedence: list"), "list"),
        (mail(b"x", b"List-Id: <help.shop.example>", b"Precedence: list", b"List-Post: <mailto:help@shop.example>"), ""),
        (mail(b"x", b"List-Unsubscribe: <https://x.example/u>"), ""),
        (mail(b"x", b"List-Unsubscribe: <https://x.example/u>", b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "bulk"),
        (mail(b"x", b"X-Loop: help@shop.example"), "loop"),
        (mail(b"x", b"X-Loop: other@club.example"), ""),
        (mail(b"x", b"X-Kept-Desk: ours"), "own"),
        (mail(b"x", b"X-Kept-Desk: another desk"), ""),
        (mail(b"x", *[b"Delivered-To: help@shop.example"] * 5), "loop"),
    ],
)  # fmt: skip
def test_the_class_of_a_mail(raw: bytes, machine: str):
    arrival = read(raw, own_mark="ours")
    assert arrival.machine == machine
    assert bool(arrival.machine_reason) == bool(machine)
    assert machine == "" or arrival.machine_reason.endswith(".")


def test_the_empty_return_path_is_a_machines():
    assert read(mail(), envelope_from="").machine == "auto_reply"
    assert read(mail(b"x", b"Return-Path: <>"), source="imap:1").machine == "auto_reply"


def test_an_unknown_return_path_is_not_an_empty_one():
    assert read(mail(), envelope_from="", source="import").machine == ""


def test_a_web_form_that_names_the_person_is_not_a_machine():
    assert read(mail(b"x", b"Reply-To: erika@kunde.example"), envelope_from="").machine == ""
