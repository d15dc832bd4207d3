# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a server may do to the gateway script, and how the script must end then."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from .misbehaving_server import Conversation

JSON = "application/json"


@dataclass(frozen=True)
class Behaviour:
    """What the server does, and how the script must end.

    `code` begins the only line that is printed; where it is empty, nothing is printed.
    `timeout` is the script's, in seconds: long, unless it is what ends the script.
    """

    name: str
    behave: Callable[[Conversation], None]
    exit_status: int
    code: str
    message: bytes = b"Subject: small\n\nText\n"
    timeout: float = 15


def verdict(code, text="A sentence of Odoo.", **more):
    """Return the JSON with which Odoo answers, as bytes."""
    return json.dumps({"status": code, "text": text, "recipients": [], **more}).encode()


def answers(status, content, media_type=JSON):
    """Return the behaviour that reads the request and gives this answer."""

    def behave(conversation):
        conversation.receive()
        conversation.answer(status, media_type, content)
        conversation.receive_rest()

    return behave


def sends(*pieces):
    """Return the behaviour that reads the request, sends these bytes and hangs up."""

    def behave(conversation):
        conversation.receive()
        for piece in pieces:
            conversation.send(piece)

    return behave


def refuses_before_the_end(conversation):
    """Answer after the headers, as a server with a limit on the size may do."""
    conversation.receive_head()
    conversation.answer(413, JSON, verdict("5.3.4"))
    conversation.reset()


def accepts_before_the_end(conversation):
    """Claim to have the message although most of it was not read."""
    conversation.receive_head()
    conversation.answer(200, JSON, verdict("2.0.0"))
    conversation.reset()


def repeats_the_key(conversation):
    """Put what the script must keep to itself into the sentence of the verdict."""
    conversation.receive()
    text = conversation.request.header("Authorization")
    conversation.answer(422, JSON, verdict("5.6.0", text))


def resets_before_the_request(conversation):
    """Break the connection at once."""
    conversation.reset()


def resets_within_the_request(conversation):
    """Break the connection after the headers."""
    conversation.receive_head()
    conversation.reset()


def resets_after_the_request(conversation):
    """Break the connection before the answer."""
    conversation.receive()
    conversation.reset()


def hangs_up_after_the_request(conversation):
    """Close the connection, politely, before the answer."""
    conversation.receive()


def never_reads(conversation):
    """Let the script wait while it sends."""
    conversation.wait()


def never_answers(conversation):
    """Let the script wait for the answer."""
    conversation.receive()
    conversation.wait()


def trickles_a_header(conversation):
    """Send something before each time-out for a single read, but no answer."""
    conversation.receive()
    conversation.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    conversation.trickle(b"x")


def trickles_an_answer(conversation):
    """Start well, and never come to the end."""
    conversation.receive()
    conversation.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    conversation.trickle(b" ")


def defers(name, behave, code="4.3.0", message=Behaviour.message, timeout=15):
    """Return a Behaviour that must end with 75, "try again"."""
    return Behaviour(name, behave, 75, code, message, timeout)


LARGE = b"Subject: large\n\n" + b"x" * 8_000_000  # more than a connection buffers
PATIENCE = 0.3  # seconds, for what would never end

CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
ACCEPTED = verdict("2.0.0")
NO_SUCH_USER = verdict("5.1.1")
PAGE = b"<html><body>Bad Gateway</body></html>"

FINAL = [
    Behaviour("2.0.0", answers(200, ACCEPTED), 0, ""),
    Behaviour("2.1.5", answers(200, verdict("2.1.5")), 0, ""),
    Behaviour("charset", answers(200, ACCEPTED, f"{JSON}; charset=utf-8"), 0, ""),
    Behaviour("no length", sends(OK_HEAD, b"\r\n", ACCEPTED), 0, ""),
    Behaviour("continue", sends(CONTINUE, OK_HEAD, b"\r\n", ACCEPTED), 0, ""),
    Behaviour("chunked", sends(OK_HEAD, CHUNKED % (len(ACCEPTED), ACCEPTED)), 0, ""),
    Behaviour("5.1.1 in 200", answers(200, NO_SUCH_USER), 67, "5.1.1"),
    Behaviour("5.1.1 in 422", answers(422, NO_SUCH_USER), 67, "5.1.1"),
    Behaviour("5.3.4", answers(413, verdict("5.3.4")), 65, "5.3.4"),
    Behaviour("5.3.4 at once", refuses_before_the_end, 65, "5.3.4", LARGE),
    Behaviour("5.6.0", answers(422, verdict("5.6.0")), 65, "5.6.0"),
    Behaviour("5.6.0 with the key", repeats_the_key, 65, "5.6.0"),
]

# A final verdict, but with an HTTP status that somebody else may have given
DISTRUSTED = [
    *(
        defers(f"5.1.1 in {status}", answers(status, NO_SUCH_USER), "4.")
        for status in (302, 401, 403, 404, 408, 429, 500, 502, 503)
    ),
    *(
        defers(f"2.0.0 in {status}", answers(status, ACCEPTED))
        for status in (302, 422, 500, 503)
    ),
    defers("2.0.0 before the end", accepts_before_the_end, message=LARGE),
]

# Verdicts that ask to try again, or that the script does not know
NOT_FINAL = [
    defers("4.3.2", answers(503, verdict("4.3.2")), "4.3.2"),
    defers("4.7.0 in 401", answers(401, verdict("4.7.0")), "4.7.0"),
    *(
        defers(code, answers(200, verdict(code)))
        for code in ("5.0.0", "5.1.2", "5.7.1", "5.1.10", "5.1.1.1", "3.0.0", "2.0.0.0")
    ),
]

# Something that is no verdict of Odoo
NO_VERDICT = [
    *(
        defers(f"page in {status}", answers(status, PAGE, "text/html"))
        for status in (200, 302, 413, 429, 500, 502)
    ),
    defers("page in 401", answers(401, PAGE, "text/html"), "4.7.0"),
    defers("page in 403", answers(403, PAGE, "text/html"), "4.7.0"),
    defers("page in 404", answers(404, PAGE, "text/html"), "4.3.5"),
    defers("verdict as HTML", answers(200, NO_SUCH_USER, "text/html")),
    defers("no object in 404", answers(404, b"[]"), "4.3.5"),
    defers("no text in 404", answers(404, b'{"status": "2.0.0"}'), "4.3.5"),
    defers("text in 404", answers(404, b'{"status": "2.0.0", "text": 1}'), "4.3.5"),
    *(
        defers(f"JSON {content!r:.40}", answers(200, content))
        for content in (
            b"",
            b"null",
            b"5.1.1",
            b'"5.1.1"',
            b"{}",
            b'{"status": "5.1.1"}',
            b'{"status": 5, "text": ""}',
            b'{"status": null, "text": ""}',
            b'{"status": "5.1.1", "text": []}',
            b'{"status": "5.1.1\\n", "text": ""}',
            b'{"error": {"code": 200, "message": "Odoo Server Error"}}',
            b"\xff\xfe{",
            b"[" * 50_000,
            NO_SUCH_USER[:-1],
            ACCEPTED[:-1],
        )
    ),
]

LOST = [
    defers("reset before the request", resets_before_the_request, "4.4.2", LARGE),
    defers("reset within the request", resets_within_the_request, "4.4.2", LARGE),
    defers("reset after the request", resets_after_the_request, "4.4.2"),
    defers("closed before the answer", hangs_up_after_the_request, "4.4.2"),
    defers("closed within the status", sends(OK_HEAD[:8]), "4.4.2"),
    defers("closed within the headers", sends(OK_HEAD)),
    defers("closed within the body", sends(OK_HEAD, b"Content-Length: 99\r\n\r\n{")),
    defers("not HTTP", sends(b"220 mail.example.com ESMTP\r\n"), "4.4.2"),
    defers("long header", sends(OK_HEAD, b"X: ", b"x" * 100_000), "4.4.2"),
    defers("many headers", sends(OK_HEAD, b"X: x\r\n" * 1000), "4.4.2"),
    defers("long answer", sends(OK_HEAD, b"\r\n", b" " * 10_000_000, ACCEPTED)),
]

SLOW = [
    defers("never reads", never_reads, "4.4.2", LARGE, PATIENCE),
    defers("never answers", never_answers, "4.4.2", timeout=PATIENCE),
    defers("trickles a header", trickles_a_header, "4.4.2", timeout=PATIENCE),
    defers("trickles an answer", trickles_an_answer, "4.4.2", timeout=PATIENCE),
]
