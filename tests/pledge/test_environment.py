"""Settings from the environment: typed, with defaults that follow each other, problems in plain words."""

import ipaddress
from dataclasses import fields
from pathlib import Path

import pytest

from kept.project.environment import SETTINGS, BadSettings, Environment, listing, read
from kept.project.kinds import Files, Relay


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(BadSettings) as refused:
        read(environ)
    return refused.value.problems


def test_without_any_variable_a_desk_starts_on_this_machine_only():
    found = read({})
    assert (found.host, found.port, found.smtp_host, found.smtp_port) == (
        "127.0.0.1",
        8000,
        "127.0.0.1",
        2525,
    )
    assert found.public_url == "http://127.0.0.1:8000"
    assert found.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (found.relay, found.demo, found.database_url, found.warnings) == (None, False, "", ())


def test_every_setting_becomes_an_attribute():
    assert {s.attribute for s in SETTINGS} | {"given", "warnings"} == {f.name for f in fields(Environment)}


def test_defaults_follow_the_settings_that_they_name():
    found = read({"KEPT_HOME": "/srv/desk", "KEPT_PORT": "9000", "DATABASE_URL": "postgresql://db/kept"})
    assert found.files == Files(Path("/srv/desk/files"))
    assert (found.anchors, found.pledge) == (Path("/srv/desk/anchors"), Path("/srv/desk/pledge.toml"))
    assert found.public_url == "http://127.0.0.1:9000"
    assert found.database_owner_url == "postgresql://db/kept"


def test_the_host_of_the_public_address_is_answered():
    hosts = read({"KEPT_PUBLIC_URL": "https://Desk.Example.com:444/"}).allowed_hosts
    assert hosts == ("localhost", "127.0.0.1", "[::1]", "desk.example.com")
    assert read({"KEPT_HOST": "::1"}).public_url == "http://[::1]:8000"


def test_an_empty_variable_counts_as_not_set():
    assert read({"KEPT_PORT": " "}).port == 8000
    assert "KEPT_PORT" not in read({"KEPT_PORT": ""}).given


RELAYS = [
    (
        "smtp+starttls://u%40x:p%2Fw@mail.example:587",
        Relay("smtp", "starttls", "mail.example", 587, "", "u@x", "p/w"),
    ),
    ("smtp+starttls://mail.example", Relay("smtp", "starttls", "mail.example", 587)),
    ("smtps://mail.example", Relay("smtp", "tls", "mail.example", 465)),
    ("smtp://[::1]:1025", Relay("smtp", "none", "::1", 1025)),
    ("lmtp+unix:///run/mail/lmtp", Relay("lmtp", "none", "", 0, "/run/mail/lmtp")),
]


@pytest.mark.parametrize(("text", "relay"), RELAYS)
def test_a_relay_is_read_from_its_address(text: str, relay: Relay):
    assert read({"KEPT_RELAY": text}).relay == relay


def test_files_lie_in_a_folder_or_a_bucket():
    assert read({"KEPT_FILES": "file:///srv/a b%20c"}).files == Files(Path("/srv/a b%20c"))
    store = read({"KEPT_FILES": "s3://attachments/kept?endpoint=https://s3.example.com"}).files
    assert store == Files(None, "attachments", "kept", "https://s3.example.com")


def test_flags_sizes_and_networks_are_understood():
    found = read(
        {"KEPT_DEMO": "Yes", "KEPT_SMTP_MAX_BYTES": "10MB", "KEPT_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7"}
    )
    assert found.demo is True
    assert found.smtp_max_bytes == 10 * 1024**2
    assert found.trusted_proxies == (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("192.0.2.7/32"))


BAD = [
    (
        {"KEPT_PORT": "80000"},
        "KEPT_PORT: '80000' is not a port. Write a whole number from 1 to 65535.",
    ),
    (
        {"KEPT_PORT": "web"},
        "KEPT_PORT: 'web' is not a port. Write a whole number from 1 to 65535.",
    ),
    (
        {"KEPT_WEB_THREADS": "0"},
        "KEPT_WEB_THREADS: '0' is not a count. Write a whole number from 1 to 1000.",
    ),
    (
        {"KEPT_DEMO": "maybe"},
        "KEPT_DEMO: 'maybe' is neither yes nor no.",
    ),
    (
        {"DATABASE_URL": "mysql://x/y"},
        "DATABASE_URL: only PostgreSQL can be used. Write it like postgresql://user:password@host:5432/kept.",
    ),
    (
        {"KEPT_RELAY": "mail.example:25"},
        "KEPT_RELAY: this is not the address of a relay. Write it like "
        "smtp+starttls://user:password@mail.example.com:587.",
    ),
    (
        {"KEPT_RELAY": "smtp://mail.example:x"},
        "KEPT_RELAY: the port is not a number from 1 to 65535. Write it like "
        "smtp+starttls://user:password@mail.example.com:587.",
    ),
    (
        {"KEPT_FILES": "/srv/files"},
        "KEPT_FILES: '/srv/files' is no place for files. Write file:///srv/kept/files or s3://bucket/prefix.",
    ),
    (
        {"KEPT_PUBLIC_URL": "desk.example.com"},
        "KEPT_PUBLIC_URL: 'desk.example.com' is not the address of a site. Write it like "
        "https://desk.example.com.",
    ),
    (
        {"KEPT_TRUSTED_PROXIES": "balancer"},
        "KEPT_TRUSTED_PROXIES: 'balancer' is not a network. Write it like 10.0.0.0/8 or 192.0.2.7.",
    ),
    (
        {"KEPT_SECRET": "short"},
        "KEPT_SECRET: a secret has at least 32 characters. `openssl rand -hex 32` makes one.",
    ),
    (
        {"KEPT_LMTP_SOCKET": "/" + "x" * 107},
        "KEPT_LMTP_SOCKET: the path of a socket has at most 107 bytes. Choose a shorter one.",
    ),
    (
        {"KEPT_LOG": "xml"},
        "KEPT_LOG: 'xml' is neither text nor json.",
    ),
    (
        {"KEPT_SMTP_CERT": "/etc/cert.pem"},
        "KEPT_SMTP_CERT and KEPT_SMTP_KEY belong together: give both, or neither.",
    ),
    (
        {"KEPT_PORT": "2525"},
        "KEPT_PORT and KEPT_SMTP_PORT are both 2525: give them different ports.",
    ),
    (
        {"KEPT_DEMO": "yes", "KEPT_HOST": "0.0.0.0"},
        "KEPT_HOST: a demo is served on this machine only. Set KEPT_HOST=127.0.0.1, or KEPT_DEMO=no.",
    ),
]


@pytest.mark.parametrize(("environ", "said"), BAD)
def test_a_setting_that_cannot_be_used_is_named_with_what_to_write(environ: dict[str, str], said: str):
    assert problems(environ) == (said,)


def test_all_problems_are_named_at_once():
    assert len(problems({"KEPT_PORT": "x", "KEPT_DEMO": "x", "KEPT_RELAY": "x"})) == 3


def test_a_misspelt_variable_is_warned_about_with_the_one_that_was_meant():
    assert read({"KEPT_RELAI": "smtp://x"}).warnings == (
        "KEPT_RELAI is not a setting of Kept. Did you mean KEPT_RELAY?",
    )
    assert read({"PATH": "/bin", "KEPT_SAMPLES": "/samples"}).warnings == ()


def test_an_open_desk_without_a_public_address_is_warned_about():
    (warning,) = read({"KEPT_HOST": "0.0.0.0"}).warnings
    assert warning.startswith("KEPT_PUBLIC_URL is not set")


def test_secrets_show_neither_in_the_listing_nor_in_a_traceback():
    environ = {
        "DATABASE_URL": "postgresql://u:hush@db/kept",
        "KEPT_RELAY": "smtp://u:hush@mail.example",
        "KEPT_SECRET": "hush" * 8,
    }
    listed = {setting.name: (text, given) for setting, text, given in listing(environ)}
    assert listed["KEPT_RELAY"] == ("set", True)
    assert listed["KEPT_PORT"] == ("8000", False)
    assert "hush" not in str(listed) + repr(read(environ))


def test_a_pledge_file_that_is_named_is_taken_even_if_it_is_missing(tmp_path: Path):
    home = str(tmp_path)
    assert read({"KEPT_HOME": home}).pledge_file() is None
    (tmp_path / "pledge.toml").write_text("")
    assert read({"KEPT_HOME": home}).pledge_file() == tmp_path / "pledge.toml"
    assert read({"KEPT_HOME": home, "KEPT_PLEDGE": "/no/where"}).pledge_file() == Path("/no/where")


def test_djangos_secret_is_the_same_at_every_start_and_for_every_host_of_a_desk(tmp_path: Path):
    first = read({"KEPT_HOME": str(tmp_path)}).secret_key_text()
    assert first == read({"KEPT_HOME": str(tmp_path)}).secret_key_text()
    shared = "a secret of thirty-two characters"
    assert read({"KEPT_SECRET": shared}).secret_key_text() == read({"KEPT_SECRET": shared}).secret_key_text()
    assert read({"KEPT_SECRET": shared}).secret_key_text() != first
