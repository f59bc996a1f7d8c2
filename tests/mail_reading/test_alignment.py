"""Whether the sender's domain stands behind the mail, by the word of our own server only."""

# ruff: noqa: E501 (tables are read by the row)

import pytest

from kept.channels.mail.reading.authentication import stated
from tests.mail_reading.mails import mail, read

OURS = ("mx.shop.example",)


@pytest.mark.parametrize(
    ("value", "aligned"),
    [
        ("mx.shop.example; dmarc=pass header.from=customer.example", "pass"),
        ("mx.shop.example 1; dmarc=fail (p=none) header.from=customer.example", "fail"),
        ("mx.shop.example; spf=pass smtp.mailfrom=jane@customer.example", "pass"),
        ("mx.shop.example; dkim=pass header.d=customer.example; dmarc=fail", "fail"),
        ("mx.shop.example; dkim=pass header.d=evil.example", "none"),
        ("mx.shop.example; dkim=pass header.d=sub.customer.example", "none"),
        ("mx.shop.example; dkim=fail header.d=customer.example", "none"),
        ("mx.evil.example; dmarc=pass header.from=customer.example", "none"),
        ("mx.shop.example; none", "none"),
        ("mx.evil.example (mx.shop.example); dmarc=pass", "none"),
        ('mx.shop.example; dmarc=none (dmarc=pass (nested) ; dmarc=pass) reason="; dmarc=pass"', "none"),
    ],
)
def test_only_our_own_server_is_believed(value: str, aligned: str):
    arrival = read(mail(b"x", b"Authentication-Results: " + value.encode()), trusted_authserv=OURS)
    assert arrival.aligned == aligned


def test_without_a_trusted_server_nothing_is_aligned():
    assert read(mail(b"x", b"Authentication-Results: mx.shop.example; dmarc=pass")).aligned == "none"


def test_two_authors_are_never_aligned():
    raw = mail(b"x", b"From: other@evil.example", b"Authentication-Results: mx.shop.example; dmarc=pass")
    assert read(raw, trusted_authserv=OURS).aligned == "none"


def test_our_reading_agrees_with_the_authres_library():
    authres = pytest.importorskip("authres")
    for value in (
        "mx.shop.example; spf=pass smtp.mailfrom=customer.example; dkim=pass header.d=customer.example; dmarc=pass header.from=customer.example",
        "mx.shop.example; dkim=pass (2048-bit key) header.i=@customer.example header.s=s1; spf=fail smtp.mailfrom=x.example; dmarc=fail",
    ):
        results = authres.AuthenticationResultsHeader.parse_value(value).results
        dmarc = next(result.result for result in results if result.method == "dmarc")
        assert stated(value.encode(), set(OURS), "customer.example") == dmarc


def test_a_signature_is_checked_when_somebody_can_look_up_its_key():
    dkim = pytest.importorskip("dkim")
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    import base64

    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    raw = mail(b"Hello\n")
    signed = dkim.sign(raw, b"s1", b"customer.example", private) + raw
    assert read(signed, resolve_txt=lambda name: record).aligned == "pass"
    assert read(signed.replace(b"Hello", b"Changed"), resolve_txt=lambda name: record).aligned == "none"
    assert read(signed, resolve_txt=lambda name: None).aligned == "none"
