"""Whether the sender's domain stands behind the mail: DMARC, as our own mail server found it."""

import re
from collections.abc import Callable, Sequence

from kept.channels.mail.reading.headers import Headers

#: Name of a TXT record to its value, None when there is none.
ResolveTxt = Callable[[bytes], bytes | None]

LONGEST = 4_000
MOST_RESULTS = 20

COMMENT_OR_QUOTE = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)', re.S)
RESULT = re.compile(r"^\s*(dmarc|dkim|spf)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.I)
PROPERTY = re.compile(r"\b(header\.[di]|smtp\.mailfrom)\s*=\s*(\S+)", re.I)
DOMAIN_TAG = re.compile(rb"(?:^|;)\s*d\s*=\s*([^;\s]+)")


def alignment(
    headers: Headers,
    sender: str,
    *,
    trusted: Sequence[str],
    raw: bytes = b"",
    resolve_txt: ResolveTxt | None = None,
) -> str:
    """ "pass", "fail" or "none" for the domain of the From address.

    Only results that bear the name of a server of ours count (RFC 8601, section 5): anybody can write the
    field. Without such a result, our own check of the DKIM signature when `resolve_txt` is given.
    """
    domain = sender.rpartition("@")[2]
    if not domain or len(headers.all("from")) > 1:
        return "none"
    if trusted:
        names = {name.lower() for name in trusted}
        for value in headers.all("authentication-results")[:MOST_RESULTS]:
            if (found := stated(value, names, domain)) is not None:
                return found
    if resolve_txt is not None and "dkim-signature" in headers:
        return "pass" if signed_by_sender(raw, headers, domain, resolve_txt) else "none"
    return "none"


def stated(value: bytes, trusted: set[str], domain: str) -> str | None:
    """The result in one field, None when it is not by a server of ours."""
    text = plain(value[:LONGEST].decode("latin-1"))
    server, *clauses = text.split(";")
    if not server.split() or server.split()[0].lower() not in trusted:
        return None
    results = [
        (found[1].lower(), found[2].lower(), clause) for clause in clauses if (found := RESULT.match(clause))
    ]
    for method, result, _ in results:
        if method == "dmarc" and result in ("pass", "fail"):
            return result
    for method, result, clause in results:
        if method != "dmarc" and result == "pass":
            identities = [found[2] for found in PROPERTY.finditer(clause)]
            if any(speaks_for(identity, domain) for identity in identities):
                return "pass"
    return "none"


def plain(text: str) -> str:
    """Without comments (nested) and quoted strings, in which a sender could hide a result of his own."""
    for _ in range(10):
        shorter = COMMENT_OR_QUOTE.sub(" ", text)
        if shorter == text:
            return text
        text = shorter
    return ""


def speaks_for(identity: str, domain: str) -> bool:
    """The identity's domain is the sender's, or one above it.

    Stricter than relaxed alignment, which needs a list of public suffixes: without one, whoever owns
    shop.hoster.example could speak for hoster.example.
    """
    other = identity.rpartition("@")[2].strip("\"'<>. ").lower()
    domain = domain.lower()
    return "." in other and (other == domain or domain.endswith("." + other))


def signed_by_sender(raw: bytes, headers: Headers, domain: str, resolve_txt: ResolveTxt) -> bool:
    """A valid DKIM signature of the sender's own domain."""
    import dkim  # with its cryptography slow to import, and only needed without a checking server in front

    for n, value in enumerate(headers.all("dkim-signature")[:5]):
        found = DOMAIN_TAG.search(value)
        if found is None or not speaks_for(found[1].decode("latin-1"), domain):
            continue
        try:
            if dkim.DKIM(raw).verify(idx=n, dnsfunc=lambda name, timeout=5: resolve_txt(name)):
                return True
        except (dkim.DKIMException, ValueError, TypeError, KeyError, IndexError):
            continue  # a signature that cannot be checked proves nothing
    return False
