"""The desk's secret: one key in its home, from which each purpose has its own."""

import base64
import hmac
import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings


@cache
def key(purpose: str) -> bytes:
    """The 32-byte key for one purpose (HKDF-Expand, RFC 5869, with the purpose as info)."""
    return hmac.new(_master(), purpose.encode() + b"\x01", sha256).digest()


def seal(purpose: str, text: str) -> str:
    """Encrypt a password for the database; only this desk's key opens it."""
    return Fernet(base64.urlsafe_b64encode(key(purpose))).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """The password again. `cryptography.fernet.InvalidToken` when it was sealed by another desk's key."""
    return Fernet(base64.urlsafe_b64encode(key(purpose))).decrypt(sealed.encode()).decode()


@cache
def _master() -> bytes:
    if settings.KEPT.secret:
        return sha256(settings.KEPT.secret.encode()).digest()
    return own_secret(Path(settings.KEPT.home))


def own_secret(home: Path) -> bytes:
    """The secret in the desk's home (0600, 32 bytes), made at the first start; two starters agree on one."""
    path = home / "secret.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, os.urandom(32))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first; its secret is the one
        finally:
            fresh.unlink()
    return path.read_bytes()
