"""Tidying the index: what waits in its list is sorted in, so that no search has to read it."""

from datetime import datetime

from django.db import connection


def tidy(*, now: datetime) -> int:
    """Sort the waiting rows of the index in; returns how many pages they filled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_tidy()")
        return int(cursor.fetchone()[0] or 0)
