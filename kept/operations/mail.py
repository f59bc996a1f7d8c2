"""The mail process: listens for mail and fetches from mailboxes."""

import os
import signal
import threading

import django

from kept.operations.logs import set_up_logs
from kept.operations.postgres import resolve
from kept.operations.stories.offset import take
from kept.project.environment import Environment, read


def main() -> None:
    """Take mail until SIGTERM, then finish what was taken. By itself (`kept mail`) it also holds the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
    environment = read(os.environ)
    set_up_logs(environment.log)
    with resolve(os.environ, environment.home).use():
        django.setup()
        take(environment.home)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run(environment, stop)


def run(environment: Environment, stop: threading.Event) -> None:
    """Listen and fetch until `stop` is set."""
    from kept.channels.mail.fetching.run import run_fetching
    from kept.channels.mail.listening.run import Options, run_listener

    fetching = threading.Thread(
        target=run_fetching, args=(stop,), kwargs={"size_limit": environment.smtp_max_bytes}, name="fetching"
    )
    fetching.start()
    try:
        run_listener(
            Options(
                smtp_host=environment.smtp_host,
                smtp_port=environment.smtp_port,
                lmtp_socket=environment.lmtp_socket,
                size_limit=environment.smtp_max_bytes,
                believed=environment.authserv,
                certificate=environment.smtp_cert,
                key=environment.smtp_key,
            ),
            stop,
        )
    finally:
        stop.set()
        fetching.join(12)


if __name__ == "__main__":
    main()
