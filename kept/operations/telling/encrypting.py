"""What a push service needs: a message that only the browser can read (RFC 8291), and who sends it (RFC 8292)."""

import json
import os
import struct
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kept.staff.pushing import desk_key, encode, public_key

#: One record holds everything: push services take 4096 bytes at most.
RECORD = 4096
#: A token is good for so long; services refuse more than a day.
GOOD_FOR = timedelta(hours=12)


def encrypt(words: bytes, *, browser_key: bytes, secret: bytes) -> bytes:
    """The body of the request, in the content encoding aes128gcm (RFC 8188). ValueError when it is too long."""
    if len(words) > RECORD - 86 - 17:
        raise ValueError("a push message holds at most 3993 bytes")
    ours = ec.generate_private_key(ec.SECP256R1())
    point = _point(ours.public_key())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browser_key)
    salt = os.urandom(16)
    shared = ours.exchange(ec.ECDH(), theirs)
    material = _derive(shared, secret, b"WebPush: info\x00" + browser_key + point, 32)
    key = _derive(material, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(key).encrypt(nonce, words + b"\x02", None)  # 2: this is the last record
    return salt + struct.pack("!IB", RECORD, len(point)) + point + sealed


def sign(endpoint: str, *, contact: str, now: datetime) -> str:
    """The header Authorization: which desk sends this, to this service alone, and whom to ask about it."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + GOOD_FOR).timestamp()),
        "sub": contact,
    }
    head = encode(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    signed = f"{head}.{encode(json.dumps(claims).encode())}"
    r, s = decode_dss_signature(desk_key().sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    token = f"{signed}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
    return f"vapid t={token}, k={public_key()}"


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
