"""A push service of the test's own: takes messages by TLS, and reads them as a browser would, by RFC 8291."""

import http.server
import json
import ssl
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kept.operations.telling.reaching import Door
from kept.staff.pushing import decode, encode
from tests.mail_transport import certificates


@dataclass
class Browser:
    """Somebody's browser: its key, and its secret."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"sixteen bytes ok"

    @property
    def point(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def read(self, body: bytes) -> bytes:
        """What was written for this browser, from the steps of RFC 8291, section 3.4, with HMAC alone."""
        salt, (size, length) = body[:16], struct.unpack("!IB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert length == 65 and len(sealed) <= size
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        material = _mac(_mac(self.secret, shared), b"WebPush: info\x00" + self.point + theirs + b"\x01")
        pseudo = _mac(salt, material)
        key = _mac(pseudo, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = _mac(pseudo, b"Content-Encoding: nonce\x00\x01")[:12]
        words = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert words[-1:] == b"\x02"
        return words[:-1]


def _mac(key: bytes, data: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(data)
    return made.finalize()


def claims_of(authorization: str) -> dict[str, Any]:
    """What the sender claims, after its signature was checked with the key that it names (RFC 8292)."""
    kind, _, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert kind == "vapid"
    head, claims, signature = parts["t"].split(".")
    raw = decode(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(parts["k"]))
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    assert json.loads(decode(head))["alg"] == "ES256"
    return {**json.loads(decode(claims)), "key": parts["k"]}


class PushService:
    """Answers with `status`; keeps what came."""

    def __init__(self, folder: Path) -> None:
        self.status, self.headers, self.got = 201, {}, []  # type: ignore[var-annotated]
        certificate, key = certificates.make(folder)
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        served.load_cert_chain(certificate, key)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.socket = served.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"https://localhost:{self._server.server_port}/push/one"
        self.door = Door(may=lambda address: True, trust=ssl.create_default_context(cafile=certificate))

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((dict(self.headers), body))
                self.send_response(service.status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Silence."""

        return Handler


__all__ = ["Browser", "PushService", "claims_of", "encode"]
