"""The processes that listen: pages and mail."""

import http.client
import socket
from collections.abc import Iterator

from kept.operations.doctor.finding import Finding, bad, good, warning
from kept.operations.serve.sockets import CannotListen, bind, reachable
from kept.project.environment import Environment

#: Seconds that an answer may take.
PATIENCE = 5.0


def look(environment: Environment) -> Iterator[Finding]:
    """Whether pages are served and mail is taken in, on the addresses that the settings name."""
    yield _web(environment)
    yield _smtp(environment)


def _web(environment: Environment) -> Finding:
    place = f"{environment.host}, port {environment.port}"
    name = environment.allowed_hosts[0].lstrip(".").replace("*", "localhost")
    asking = http.client.HTTPConnection(reachable(environment.host), environment.port, timeout=PATIENCE)
    try:
        asking.request("GET", "/", headers={"Host": name})
        answer = asking.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as problem:
        return _silent("web", "pages are served", environment.host, environment.port, problem, environment)
    finally:
        asking.close()
    if answer.status >= 500:
        return bad(
            "web", f"The pages on {place} answer with an error ({answer.status}).", "The log says why."
        )
    if not (answer.getheader("Location") or "").endswith("/desk/"):
        return bad("web", f"Another program answers on {place}.", "Choose another port with KEPT_PORT.")
    return good("web", f"Pages are served on {place}.")


def _smtp(environment: Environment) -> Finding:
    address = (reachable(environment.smtp_host), environment.smtp_port)
    place = f"{environment.smtp_host}, port {environment.smtp_port}"
    try:
        with socket.create_connection(address, timeout=PATIENCE) as asking:
            said = asking.recv(512).decode("ascii", "replace").strip()
            asking.sendall(b"QUIT\r\n")
    except OSError as problem:
        return _silent(
            "smtp", "mail is taken in", environment.smtp_host, environment.smtp_port, problem, environment
        )
    if said.startswith("220"):
        return good("smtp", f"Mail is taken in on {place}.")
    return bad("smtp", f"What answers on {place} takes no mail: {said or 'nothing'}.", "The log says why.")


def _silent(
    check: str, what: str, host: str, port: int, problem: Exception, environment: Environment
) -> Finding:
    sentence = f"Nobody answers on {host}, port {port}, where {what} ({_reason(problem)})."
    try:
        bind(host, port).close()
        remedy = "Start the desk: kept serve."
    except CannotListen as refusal:
        remedy = str(refusal)
    # Where the database is another machine's, so may the processes be.
    return (warning if environment.database_url else bad)(check, sentence, remedy)


def _reason(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    return getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
