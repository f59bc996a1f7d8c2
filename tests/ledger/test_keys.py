"""Signing keys: made once, read by nobody else, kept for ever once they have signed."""

import stat
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kept.ledger.keys import BadKey, KeyRing, Signature

MESSAGE = b"what is signed"


@pytest.fixture
def keys(tmp_path):
    return KeyRing(tmp_path / "keys")


def test_the_key_is_made_at_first_need_and_only_its_owner_reads_it(keys):
    assert not keys.folder.exists()
    assert keys.known == {}
    assert not keys.folder.exists()
    signature = KeyRing(keys.folder).sign(MESSAGE)
    assert stat.S_IMODE(keys.private.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in keys.folder.iterdir()) == [
        "ledger-ed25519.pem",
        f"ledger-ed25519.pub.{signature.key[:16]}.pem",
    ]


def test_a_signature_holds_for_its_message_only(keys):
    signature = keys.sign(MESSAGE)
    assert keys.verifies(MESSAGE, signature)
    assert not keys.verifies(MESSAGE + b".", signature)
    assert not keys.verifies(MESSAGE, Signature(bytes(64), signature.key))
    assert not keys.verifies(MESSAGE, Signature(b"short", signature.key))
    assert not keys.verifies(MESSAGE, Signature(signature.value, "0" * 64))


def test_a_later_process_signs_with_the_same_key(keys):
    assert KeyRing(keys.folder).current() == keys.current() == keys.sign(MESSAGE).key
    assert KeyRing(keys.folder).sign(MESSAGE) == keys.sign(MESSAGE)  # Ed25519 needs no chance


def test_many_who_need_a_key_at_once_agree_on_one(keys):
    made = []
    start = threading.Barrier(8)

    def make():
        start.wait()
        made.append(KeyRing(keys.folder).sign(MESSAGE))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(list(keys.folder.iterdir())) == 2


def test_a_new_key_signs_from_now_on_and_the_old_public_key_stays(keys):
    before = keys.sign(MESSAGE)
    fresh = keys.rotate()
    after = keys.sign(MESSAGE)
    assert after.key == fresh != before.key
    assert set(KeyRing(keys.folder).known) == {before.key, after.key}
    assert keys.verifies(MESSAGE, before)
    assert keys.verifies(MESSAGE, after)
    assert stat.S_IMODE(keys.private.stat().st_mode) == 0o600


def test_public_keys_alone_verify_elsewhere(keys, tmp_path):
    signature = keys.sign(MESSAGE)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in keys.folder.glob("*.pub.*.pem"):
        (elsewhere / path.name).write_bytes(path.read_bytes())
    assert KeyRing(elsewhere).verifies(MESSAGE, signature)


def test_a_public_key_that_was_lost_beside_the_private_one_comes_back(keys):
    signature = keys.sign(MESSAGE)
    for path in keys.folder.glob("*.pub.*.pem"):
        path.unlink()
    again = KeyRing(keys.folder)
    again.current()
    assert again.verifies(MESSAGE, signature)


def test_a_private_key_that_others_may_read_is_refused(keys):
    keys.current()
    keys.private.chmod(0o640)
    with pytest.raises(BadKey, match="Others may read") as refused:
        keys.sign(MESSAGE)
    assert "chmod 600" in refused.value.remedy


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_named_and_never_replaced(keys, content):
    keys.current()
    keys.private.write_bytes(content)
    with pytest.raises(BadKey, match="is no private key"):
        keys.sign(MESSAGE)
    assert keys.private.read_bytes() == content


def test_a_key_of_another_sort_is_refused(keys):
    keys.folder.mkdir()
    other = generate_private_key(65537, 2048)
    keys.private.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    keys.private.chmod(0o600)
    with pytest.raises(BadKey, match="not a key for Ed25519"):
        keys.sign(MESSAGE)
    public = keys.folder / "ledger-ed25519.pub.other.pem"
    public.write_bytes(other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(BadKey, match="not a key for Ed25519"):
        assert keys.known
    public.write_text("nothing")
    with pytest.raises(BadKey, match="is no public key"):
        assert keys.known
