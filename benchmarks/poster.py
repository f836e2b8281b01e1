"""``python poster.py HOST PORT CONNECTIONS FILE``: post what is in FILE, and say how long it took.

FILE holds whole HTTP requests, pickled as a list of bytes. Each connection sends its next one when
the last was answered; an answer other than 204 ends it.
"""

from __future__ import annotations

import pickle
import socket
import sys
import threading
import time
from collections import deque
from pathlib import Path


def main() -> None:
    host, port, connections, file = sys.argv[1:]
    waiting = deque(pickle.loads(Path(file).read_bytes()))
    refused: list[bytes] = []
    threads = [
        threading.Thread(target=_post, args=((host, int(port)), waiting, refused))
        for _ in range(int(connections))
    ]
    begin = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if refused or waiting:
        sys.exit(f"the receiver answered {(refused or [b'nothing'])[0][:200]!r}")
    print(time.perf_counter() - begin)


def _post(to: tuple[str, int], waiting: deque[bytes], refused: list[bytes]) -> None:
    with socket.create_connection(to, timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not refused:
            try:
                request = waiting.popleft()
            except IndexError:
                return
            connection.sendall(request)
            answer = b""
            while not answer.endswith(b"\r\n\r\n"):
                part = connection.recv(4096)
                if not part:
                    break
                answer += part
            if not answer.startswith(b"HTTP/1.1 204"):
                refused.append(answer)


if __name__ == "__main__":
    main()
