# SPDX-License-Identifier: MIT
"""A small tile server on this machine that can be slow, wrong or silent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

from tests.data.rasters.made import png

Answer = tuple[int, bytes]


class TileServer:
    """Answers every path as `answer` says, and notes what was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.paths: list[str] = []
        self.answer: Callable[[str], Answer] = lambda _path: (200, png(0, 120, 0))
        self.headers: dict[str, str] = {}
        self.may_answer = Event()
        self.may_answer.set()
        self.at_once = self.most_at_once = 0
        self.lock = Lock()


def handler_of(served: TileServer) -> type[BaseHTTPRequestHandler]:
    """Return what answers for a server, one request at a time."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with served.lock:
                served.paths.append(self.path)
                served.at_once += 1
                served.most_at_once = max(served.most_at_once, served.at_once)
            try:
                served.may_answer.wait(20)
                status, data = served.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                for name, value in served.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with served.lock:
                    served.at_once -= 1

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    return Handler


class Loopback(ThreadingHTTPServer):
    """A server whose visitors may go away."""

    daemon_threads = True

    def handle_error(self, *_of: object) -> None:
        """Whoever asked went away."""


@contextmanager
def tile_server() -> Iterator[TileServer]:
    """Run a server on a free port of the loopback."""
    served = TileServer("")
    server = Loopback(("127.0.0.1", 0), handler_of(served))
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        served.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()
