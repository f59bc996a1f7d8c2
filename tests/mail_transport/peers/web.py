"""A small web server that gives and checks access tokens."""

import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class TokenServer:
    """POST /token gives tokens for forms; POST /check says which are good, as Dovecot asks (RFC 7662)."""

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.answer: tuple[int, dict[str, object]] = (200, {"access_token": "good-token", "expires_in": 3600})
        self.good = {"good-token": "ada"}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                form = dict(urllib.parse.parse_qsl(body))
                if self.path.startswith("/check"):
                    user = outer.good.get(form.get("token", ""))
                    self._say(200, {"active": "true" if user else "false", "username": user or ""})
                else:
                    outer.forms.append(form)
                    self._say(*outer.answer)

            def _say(self, status: int, data: dict[str, object]) -> None:
                words = json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *args: object) -> None:
                pass  # a test's output is for the test

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
