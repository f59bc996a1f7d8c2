"""News for open pages and sleeping workers: small ids over NOTIFY, sent when the transaction commits."""

import json

from kept.storage.rows import run

PAGES = "kept_live"  # for the live hub: which thing changed
WORK = "kept_work"  # for workers: which queue has something


def tell(kind: str, ref: str = "", brand: int | None = None) -> None:
    """Tell open pages that one thing changed; they read it again. `kind`: case, owed, notice, outbox …"""
    _notify(PAGES, [json.dumps({"k": kind, "ref": ref, "brand": brand})])


def tell_all(news: list[tuple[str, str, int | None]]) -> None:
    """Tell of several changes (kind, ref, brand) with one statement; doubles are told once."""
    _notify(PAGES, [json.dumps({"k": k, "ref": r, "brand": b}) for k, r, b in dict.fromkeys(news)])


def wake(*queues: str) -> None:
    """Wake the workers of these queues when this transaction commits."""
    _notify(WORK, list(dict.fromkeys(queues)))


def _notify(channel: str, payloads: list[str]) -> None:
    if payloads:
        run("SELECT pg_notify(%b, p) FROM unnest(%b::text[]) AS p", [channel, payloads])
