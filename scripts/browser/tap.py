"""A way to a server that keeps every byte that comes back, so that nothing is sent unseen."""

from __future__ import annotations

import contextlib
import socket
import threading

_PIECE = 65536
_SECONDS = 60.0


class Tap:
    """Listens on loopback and passes on what it gets.

    `source` is the address that the server sees, so that each tap has failed sign-ins of its own.
    """

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self._upstream = port
        self._source = source
        self._records: list[bytearray] = []
        self._clients: set[socket.socket] = set()
        self._is_cut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            if self._is_cut:
                return
            self._clients.add(client)
            server = socket.create_connection(
                ("127.0.0.1", self._upstream), _SECONDS, (self._source, 0)
            )
            with server:
                record = bytearray()
                self._records.append(record)
                client.settimeout(None)
                server.settimeout(None)
                back = threading.Thread(
                    target=self._pump, args=(server, client, record), daemon=True
                )
                back.start()
                self._pump(client, server, None)
                back.join(_SECONDS)
                self._clients.discard(client)

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket, record: bytearray | None) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                if record is not None:
                    record += piece
                target.sendall(piece)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    @property
    def text(self) -> bytes:
        """Every byte that the server has sent so far."""
        return b"\n".join(bytes(record) for record in list(self._records))

    def cut(self) -> None:
        """Ends all connections, and lets nobody through until `mend`."""
        self._is_cut = True
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Ends `cut`."""
        self._is_cut = False

    def stop(self) -> None:
        self._listener.close()
