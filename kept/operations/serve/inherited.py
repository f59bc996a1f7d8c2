"""What a process was given by the supervisor: open descriptors, by name."""

import os
import socket

LISTENING = "web"  # the socket on which all web processes take requests
GREETING = "greeting"  # a pipe for what the supervisor says when everything runs

_descriptors: dict[str, int] = {}


def give(descriptors: dict[str, int]) -> None:
    """Keep what this process was given; each is taken once."""
    _descriptors.update(descriptors)


def take(name: str) -> int | None:
    """The descriptor given by that name; None when there is none, as in a process started by hand."""
    return _descriptors.pop(name, None)


def take_socket(name: str) -> socket.socket | None:
    """The socket given by that name."""
    descriptor = take(name)
    return None if descriptor is None else socket.socket(fileno=descriptor)


def say(name: str, text: str) -> bool:
    """Write a text to the pipe given by that name and close it; False when there is none."""
    descriptor = take(name)
    if descriptor is None:
        return False
    with os.fdopen(descriptor, "w") as pipe:
        pipe.write(text)
    return True
