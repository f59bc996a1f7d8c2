"""`kept search`: the index by which everything is found again."""

import typer

from kept.operations.cli.printing import lines, progress
from kept.operations.cli.running import Answer, AsJson, command


def add(app: typer.Typer) -> None:
    """Put the group into the table."""
    topic = typer.Typer(no_args_is_help=True, help="The index by which everything is found again.")
    command(topic, "rebuild")(rebuild)
    app.add_typer(topic, name="search")


def rebuild(as_json: AsJson = False) -> Answer:
    """Build the index of search for all that there is.

    For a desk that is older than its search, and where `kept doctor` asks for it; new desks need nothing. The desk
    may run meanwhile. One that was cut short goes on where it stopped; doing it again changes nothing.
    """
    from kept.search.rebuilding import rebuild as build

    with progress("Indexing", silent=as_json) as tell:
        done = build(progress=lambda share, so_far: tell(share, f"Indexing: {so_far.contacts} contacts"))
    sentence = f"{done.contacts} contacts, {done.notes} notes and {done.customers} customers are found again."
    return Answer(done, lines(sentence))
