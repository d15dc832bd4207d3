# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The body of a stranger's message, made fit to be looked at."""

import base64

import lxml.html

from odoo.tools.mail import html_sanitize

PICTURE_TYPES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
"""Types that a browser draws without running anything in them, as SVG can."""

PICTURE_LIMIT = 2 * 1024 * 1024
"""Bytes of an attached picture that is shown within the body."""

LOADING_ATTRIBUTES = ("src", "srcset", "background", "poster", "data", "longdesc")
"""Attributes that make a browser fetch something."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
"""What keeps the browser from running or fetching anything, whatever got through.

A link may still be followed, in a window of its own: the letter of a provider that
asks to confirm an address is of no use otherwise.
"""


def safe_body(html, pictures):
    """Return the body without scripts, and without anything that is fetched.

    :param html: body as HTML, as it came.
    :param dict pictures: data URIs by Content-Id, see :func:`data_uri`.
    :return: HTML as text; remote pictures leave their description.
    """
    clean = html_sanitize(html, sanitize_form=True, strip_classes=True) or ""
    root = lxml.html.fragment_fromstring(clean, create_parent="div")
    for node in root.iter(lxml.etree.Element):
        source = node.get("src", "")
        for name in LOADING_ATTRIBUTES:
            node.attrib.pop(name, None)
        if "url(" in node.get("style", "").lower():
            del node.attrib["style"]
        picture = pictures.get(source.removeprefix("cid:"))
        if node.tag == "img" and picture:
            node.set("src", picture)
        elif node.tag == "img":
            node.tag, node.text = "span", node.get("alt") or node.text
        elif node.tag == "a":
            node.set("rel", "noopener noreferrer")
    return lxml.html.tostring(root, encoding="unicode")


def data_uri(content_type, content):
    """Return a picture as data URI; empty where it is not safe or too large.

    :param str content_type: as the message declares it.
    :param bytes content: decoded.
    """
    if content_type not in PICTURE_TYPES or len(content) > PICTURE_LIMIT:
        return ""
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}"


def pictures_of(message):
    """Return the data URIs of the pictures that a message brings along.

    :param EmailMessage message: parsed.
    :return: dict by Content-Id (RFC 2392), without brackets.
    """
    pictures = {}
    for part in message.walk():
        content_id = part.get("Content-Id", "").strip().strip("<>")
        if content_id and part.get_content_maintype() == "image":
            content = part.get_payload(decode=True) or b""
            pictures[content_id] = data_uri(part.get_content_type(), content)
    return pictures
