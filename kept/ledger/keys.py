"""Signing keys: the desk's own, made at first need, and every public key that it ever signed with."""

import os
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from kept.refusal import Refusal

NAME = "ledger-ed25519"

#: What a public key's file begins with, before the number of the key.
PUBLIC = f"{NAME}.pub"


class BadKey(Refusal):
    """A key file that cannot be used as it is."""

    code = "bad_key"
    status = 500


@dataclass(frozen=True, slots=True)
class Signature:
    """64 bytes (Ed25519, RFC 8032) and the fingerprint of the key that made them."""

    value: bytes
    key: str


class KeyRing:
    """The keys in one folder: `ledger-ed25519.pem` signs; `ledger-ed25519.pub.*.pem` are known, old ones too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.private = folder / f"{NAME}.pem"

    @cached_property
    def known(self) -> dict[str, Ed25519PublicKey]:
        """Every public key by its fingerprint. Empty when nothing was ever signed; never makes a key."""
        found = {}
        for path in sorted(self.folder.glob(f"{PUBLIC}.*.pem")):
            try:
                key = serialization.load_pem_public_key(path.read_bytes())
            except (ValueError, UnsupportedAlgorithm) as problem:
                raise BadKey(
                    f"{path} is no public key: {problem}.", remedy="Bring the file back."
                ) from problem
            if not isinstance(key, Ed25519PublicKey):
                raise BadKey(f"{path} is not a key for Ed25519.", remedy="Bring the file back.")
            found[fingerprint(key)] = key
        return found

    def sign(self, message: bytes) -> Signature:
        """Sign with the desk's own key, which is made when there is none."""
        key = self._own()
        return Signature(key.sign(message), fingerprint(key.public_key()))

    def current(self) -> str:
        """The fingerprint of the key that signs now; it is made when there is none."""
        return fingerprint(self._own().public_key())

    def verifies(self, message: bytes, signature: Signature) -> bool:
        """Whether this known key made this signature over exactly these bytes."""
        key = self.known.get(signature.key)
        if key is None:
            return False
        try:
            key.verify(signature.value, message)
        except InvalidSignature:
            return False
        return True

    def rotate(self) -> str:
        """A new key signs from now on; what the old one signed stays verifiable. Returns the new fingerprint.

        The old private key is gone afterwards, and verification does not accept it after the new one.
        """
        self._own()
        fresh = Ed25519PrivateKey.generate()
        self._publish(fresh.public_key())  # first: a known key that never signs does no harm
        self._write(_pem(fresh), 0o600).replace(self.private)
        sync_folder(self.folder)
        return fingerprint(fresh.public_key())

    def _own(self) -> Ed25519PrivateKey:
        if not self.private.exists():
            self._make()
        if stat.S_IMODE(self.private.stat().st_mode) & 0o077:
            raise BadKey(
                f"Others may read {self.private}, and could sign in the desk's name.",
                remedy=f"Run chmod 600 {self.private}, and make a new key if somebody may have read it.",
            )
        try:
            key = serialization.load_pem_private_key(self.private.read_bytes(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
            raise BadKey(
                f"{self.private} is no private key: {problem}.", remedy="Bring the file back."
            ) from problem
        if not isinstance(key, Ed25519PrivateKey):
            raise BadKey(f"{self.private} is not a key for Ed25519.", remedy="Bring the file back.")
        self._publish(key.public_key())
        return key

    def _make(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._write(_pem(Ed25519PrivateKey.generate()), 0o600)
        try:
            os.link(part, self.private)
        except FileExistsError:
            pass  # another process was first; its key is the one
        finally:
            part.unlink()
        sync_folder(self.folder)

    def _publish(self, key: Ed25519PublicKey) -> None:
        """Put the public key beside the private one, under its own name, so that no later key replaces it."""
        path = self.folder / f"{PUBLIC}.{fingerprint(key)[:16]}.pem"
        if not path.exists():
            text = key.public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            self._write(text, 0o644).replace(path)
            sync_folder(self.folder)
            self.__dict__.pop("known", None)  # read again, with the new one

    def _write(self, content: bytes, mode: int) -> Path:
        """A file with this content under a passing name, whole on the disk."""
        descriptor, name = tempfile.mkstemp(prefix=f".{NAME}.", dir=self.folder)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        return Path(name)


def own_keys() -> KeyRing:
    """The keys of this desk, in its home."""
    return KeyRing(Path(settings.KEPT.home) / "keys")


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 over the key in DER (SubjectPublicKeyInfo), as 64 hexadecimal digits."""
    return sha256(
        key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).hexdigest()


def sync_folder(folder: Path) -> None:
    """Let the names in a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
