"""A made-up story: one entry of each shape."""

from datetime import datetime, timedelta

from kept.faces.components.seen import BlockSeen, Entry, FileSeen, Story

MINUTES = timedelta(minutes=1)


def story(now: datetime) -> Story:
    """One entry of each shape."""
    return Story(
        entries=(
            Entry(
                "in",
                now - 1500 * MINUTES,
                "mail",
                "Marcus Oyelaran",
                " by mail",
                subject="Laptop dead after nine days",
                blocks=(
                    BlockSeen("It will not charge and shows no light.\nTell me what I can do from here."),
                    BlockSeen(
                        "On 5 June Second Bench wrote:\n> Your Arden 14 is on its way.", "2 quoted lines"
                    ),
                ),
                files=(FileSeen("dead-charger.jpg", 184_000, "#"),),
                html_url="#html",
                text_url="#text",
                raw_url="#raw",
                key="entry-1",
            ),
            Entry("fact", now - 1499 * MINUTES, text="Answer owed by Tuesday 09:30.", key="entry-2"),
            Entry(
                "out",
                now - 90 * MINUTES,
                "reply",
                "Ines Valadão",
                " answered by mail",
                text="Dear Marcus, you bought a machine that should have worked for years.",
                delivery="Presumed delivered: no bounce came back by 12:40.",
                delivery_icon="check",
                key="entry-3",
            ),
            Entry(
                "fact",
                now - 80 * MINUTES,
                text="Answer.",
                word="Kept 12:40.",
                word_look="kept",
                key="entry-4",
            ),
            Entry(
                "note",
                now - 20 * MINUTES,
                "note",
                "Note by Ines Valadão",
                ", inside only",
                text="The video shows a dead board. Ruth agrees.",
                key="entry-5",
            ),
            Entry(
                "out",
                now - 9 * MINUTES,
                "reply",
                "Ines Valadão",
                " answered by mail",
                text="The courier is stopped.",
                delivery="Came back: there is no such mailbox (5.1.1). The answer is owed again.",
                delivery_icon="bounce",
                delivery_bad=True,
                key="entry-6",
            ),
        ),
        last="6",
    )
