"""Ways in which a FHIR server answers a request wrongly, late or not at all."""

from __future__ import annotations

import socket
import threading

from service.bench.fetch.fhir_server import JSON, Answer, Asked, Talk

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}
_PIECE = b" " * 64 * 1024


def status(code: int, **headers: str) -> Answer:
    """An error status with an OperationOutcome."""
    return lambda talk, asked: talk.give(OUTCOME, code, **headers)


def text(body: bytes, media_type: str = JSON) -> Answer:
    """These bytes, with status 200."""
    return lambda talk, asked: talk.give(body, media_type=media_type)


def after(seconds: float, answer: Answer = Talk.as_usual) -> Answer:
    """An answer that comes so much later, unless the server ends before."""

    def late(talk: Talk, asked: Asked) -> None:
        if not talk.fhir.released.wait(seconds):
            answer(talk, asked)

    return late


def held(talk: Talk, asked: Asked) -> None:
    """No answer at all."""
    talk.hold()


def dripping_head(talk: Talk, asked: Asked) -> None:
    """A head that comes byte by byte and does not end: no single wait is ever long."""
    _drip(talk, b"HTTP/1.1 200 OK\r\nX-Slow: ")


def dripping_body(talk: Talk, asked: Asked) -> None:
    """A body that comes byte by byte and does not end."""
    _drip(talk, b'HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n{"resourceType":"Bundle"')


def _drip(talk: Talk, beginning: bytes) -> None:
    talk.close_connection = True
    talk.wfile.write(beginning)
    while not talk.fhir.released.wait(0.02):
        talk.wfile.write(b" ")
        talk.wfile.flush()


def truncated(talk: Talk, asked: Asked) -> None:
    """A body shorter than announced."""
    talk.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{"resourceType":"Bundle"}')
    talk.close_connection = True


def truncated_chunks(talk: Talk, asked: Asked) -> None:
    """A chunked body without its last chunk; what came is sound JSON."""
    body = b'{"resourceType":"Bundle"}'
    talk.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%s\r\n" % (len(body), body))
    talk.close_connection = True


def huge(size: int) -> Answer:
    """A body of so many bytes, announced."""

    def answer(talk: Talk, asked: Asked) -> None:
        talk.close_connection = True
        talk.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(size // len(_PIECE)):
            talk.wfile.write(_PIECE)

    return answer


def huge_chunks(size: int) -> Answer:
    """A body of so many bytes whose length nobody announced."""

    def answer(talk: Talk, asked: Asked) -> None:
        talk.close_connection = True
        talk.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(size // len(_PIECE)):
            talk.wfile.write(b"%x\r\n%s\r\n" % (len(_PIECE), _PIECE))

    return answer


def hangs_up(talk: Talk, asked: Asked) -> None:
    """The connection is closed without an answer."""
    talk.connection.shutdown(socket.SHUT_RDWR)
    talk.close_connection = True


def endless_pages(talk: Talk, asked: Asked) -> None:
    """Each page has a next."""
    number = int(asked.query.get("page", ["0"])[0])
    link = [{"relation": "next", "url": f"{talk.fhir.url}/{asked.type}?page={number + 1}"}]
    talk.give({"resourceType": "Bundle", "link": link})


def same_page_again(talk: Talk, asked: Asked) -> None:
    """The next page is this page."""
    link = [{"relation": "next", "url": f"{talk.fhir.url}/{asked.type}?page=1"}]
    talk.give({"resourceType": "Bundle", "link": link})


def redirect_to(url: str, code: int = 302) -> Answer:
    """A redirect to a URL, absolute or of the same origin."""
    return lambda talk, asked: talk.give(b"", code, Location=url)


def at_first(*answers: Answer) -> Answer:
    """These answers in turn, then as usual."""
    left = list(answers)
    lock = threading.Lock()

    def answer(talk: Talk, asked: Asked) -> None:
        with lock:
            following = left.pop(0) if left else Talk.as_usual
        following(talk, asked)

    return answer
