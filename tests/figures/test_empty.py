"""Figures and wall of a desk on which nothing has happened yet."""

from django.test import Client

from kept import clock
from kept.figures.neglect import note_neglect
from kept.figures.summing import sum_days


def test_a_desk_on_which_nothing_has_happened_is_calm(desk, now, monkeypatch):
    monkeypatch.setattr(clock, "_offset", now - clock.now())
    assert sum_days(now=now) == 0
    assert note_neglect(now=now) == 0
    client = Client()
    client.force_login(desk.ines, backend="django.contrib.auth.backends.ModelBackend")
    assert "Nothing is owed." in client.get("/desk/wall").content.decode()
    shown = client.get("/desk/figures").content.decode()
    assert "Nothing came due in these days" in shown
    assert "No finished day has been summed up yet" in shown
