"""The table of commands, in the order in which `kept --help` shows them."""

from importlib import import_module

import typer

#: Modules of this package that put their commands into the table, under the heading where `--help` shows them.
TOPICS = {
    "What is owed": ("owed", "ignored", "stats", "case", "customers", "points", "brands"),
    "Answering and promising": ("saying", "promising", "closing", "owning", "ending"),
    "Mail": ("quarantine", "outbox", "mailboxes", "importing", "reprocessing"),
    "The company": ("agents", "people", "signin", "pledge", "ledger"),
    "Running a desk": ("processes", "demo", "story", "settings", "doctor", "search", "backup"),
}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Kept, the desk that keeps a company's word.",
)


@app.callback()
def kept() -> None:
    """Kept, the desk that keeps a company's word."""


def _fill() -> None:
    for panel, topics in TOPICS.items():
        commands, groups = len(app.registered_commands), len(app.registered_groups)
        for topic in topics:
            import_module(f"kept.operations.cli.{topic}").add(app)
        for command in app.registered_commands[commands:]:
            command.rich_help_panel = panel
        for group in app.registered_groups[groups:]:
            group.rich_help_panel = panel


_fill()
