"""Made-up promises: each look on its own scale, and on a list's shared now."""

from datetime import datetime, timedelta

from kept.faces.components.seen import Face, Look, OwedRow, PromiseSeen

MINUTES = timedelta(minutes=1)


def example(
    look: Look, words: str, note: str, given: int, due: int, now: datetime, **more: object
) -> PromiseSeen:
    """`given` and `due` in minutes from now."""
    more.setdefault("code", f"KP-{words[:5]}-{look}")
    return PromiseSeen(
        words=words,
        look=look,
        given_at=now + given * MINUTES,
        due_at=now + due * MINUTES,
        now=now,
        note=note,
        **more,  # type: ignore[arg-type]
    )


def states(now: datetime) -> list[tuple[str, PromiseSeen]]:
    """Each look of a promise on its own scale, by name."""
    return [
        (
            "owed",
            example(Look.OWED, "Answer Ostrander & Daughters", "Flag, solid line, post.", -116, 190, now),
        ),
        (
            "owed, after today",
            example(
                Look.OWED, "Refund 64.00", "The same, thin and grey: it can wait its turn.", -1600, 6400, now
            ),
        ),
        (
            "at risk",
            example(Look.RISK, "Answer Priya Ramanathan", "From the pledge’s warning time on.", -51, 9, now),
        ),
        (
            "broken, still owed",
            example(Look.BROKEN, "Call back Wendeline Maas", "It grows until it is kept.", -43, -18, now),
        ),
        (
            "in proof",
            example(
                Look.PROOF,
                "Answer Beatrix Nolan",
                "Sent; counted when nothing comes back.",
                -90,
                60,
                now,
                closed_at=now - 8 * MINUTES,
            ),
        ),
        (
            "in proof, sent late",
            example(
                Look.PROOF,
                "Tell her of the delay",
                "The hatch stays.",
                -90,
                -30,
                now,
                closed_at=now - 5 * MINUTES,
            ),
        ),
        (
            "kept",
            example(
                Look.KEPT,
                "Call back Marcus Oyelaran",
                "Closed where the proof came; dots are time not needed.",
                -275,
                -260,
                now,
                closed_at=now - 266 * MINUTES,
            ),
        ),
        (
            "kept late",
            example(
                Look.KEPT,
                "Tell him of the delay",
                "Kept, and everybody can see that it was broken.",
                -200,
                -130,
                now,
                closed_at=now - 89 * MINUTES,
                late=True,
            ),
        ),
        ("theirs", example(Look.THEIRS, "Pays bill 7731", "Hollow: not ours to do.", -80, 190, now)),
        (
            "theirs, overdue",
            example(Look.OVERDUE, "Sends a photo of the label", "It never breaks; we ask.", -300, -60, now),
        ),
        (
            "window",
            example(
                Look.OWED,
                "Visit Hollis Brandt",
                "The frame is the window, the post its end.",
                -180,
                190,
                now,
                window_from=now + 70 * MINUTES,
            ),
        ),
        (
            "a concession, granted",
            example(
                Look.OWED, "Return until 15 August", "A right; honoured when it is used.", -2880, 34560, now
            ),
        ),
        (
            "superseded",
            example(
                Look.SUPERSEDED,
                "Send the 42",
                "Another promise took its place, with the customer’s knowledge.",
                -300,
                100,
                now,
                closed_at=now - 40 * MINUTES,
            ),
        ),
        (
            "released",
            example(
                Look.RELEASED,
                "Send the paper form",
                "An open ring where the customer let it go.",
                -200,
                200,
                now,
                closed_at=now - 100 * MINUTES,
            ),
        ),
        (
            "void",
            example(
                Look.VOID,
                "Answer winner@prizes.example",
                "Never owed: spam.",
                -60,
                120,
                now,
                closed_at=now - MINUTES,
            ),
        ),
        (
            "concession, lapsed",
            example(
                Look.LAPSED,
                "Return for 30 more days",
                "A right that reached its end.",
                -9000,
                -20,
                now,
                closed_at=now - 20 * MINUTES,
            ),
        ),
    ]


def rows(now: datetime, pane: str = "") -> list[tuple[OwedRow, timedelta]]:
    """The looks that stand in a list, each with its band's scale. Rows of one page differ by `pane`."""
    hour, day, later = timedelta(hours=1), timedelta(hours=4, minutes=10), timedelta(days=10)
    made = [
        (
            Look.BROKEN,
            "Call back",
            "Wendeline Maas",
            -60,
            -18,
            hour,
            "phone",
            3,
            "It hangs left of now and grows.",
        ),
        (
            Look.RISK,
            "Answer",
            "Priya Ramanathan",
            -51,
            9,
            hour,
            "mail",
            1,
            "Owed stands right and shrinks to now.",
        ),
        (
            Look.OWED,
            "Decide on the refund",
            "Marcus Oyelaran",
            -20,
            40,
            hour,
            "mail",
            4,
            "Full width is an hour.",
        ),
        (
            Look.BROKEN,
            "Answer",
            "Odile Carrasco",
            -900,
            -400,
            hour,
            "mail",
            7,
            "From twenty minutes on it is full.",
        ),
        (Look.THEIRS, "Owed to us: pays bill 7731", "Emil Dragan", -80, 190, day, "bill", 0, "Theirs."),
        (
            Look.OVERDUE,
            "Owed to us: sends the label",
            "Hollis Brandt",
            -300,
            -60,
            hour,
            "box",
            1,
            "Theirs, overdue: it never breaks.",
        ),
        (Look.OWED, "Refund 64.00", "Sunniva Aas", -600, 4600, later, "bill", 2, "After today."),
        (Look.PROOF, "Answer", "Beatrix Nolan", -90, 60, hour, "mail", 1, "Waits for its proof."),
    ]
    return [
        (
            OwedRow(
                promise=example(
                    look,
                    verb,
                    "",
                    given,
                    due,
                    now,
                    owner=Face("Ines Valadão", me=index % 2 == 0),
                    closed_at=now - 8 * MINUTES if look is Look.PROOF else None,
                    code=f"sample-{pane}-{index}",
                ),
                reference="K7Q-3M9-E",
                whom=whom,
                channel=channel,
                spoken="Mail",
                more=more,
                brand="Fellstone",
                contacts=contacts,
            ),
            full,
        )
        for index, (look, verb, whom, given, due, full, channel, contacts, more) in enumerate(made)
    ]
