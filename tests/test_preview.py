# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from email.message import EmailMessage
from unittest.mock import patch

from odoo.tests import BaseCase

from ..tools import preview
from ..tools.preview import data_uri, pictures_of, safe_body

GIF = b"GIF89a"
LOGO = "data:image/gif;base64,R0lGODlh"

# (body as it came, what must be in what is shown, what must not)
BODIES = [
    ("<p>Hello <b>you</b></p>", ["<p>Hello <b>you</b></p>"], []),
    ("", ["<div></div>"], []),
    ('<p onclick="alert(1)">x</p><script>alert(1)</script>', ["<p>x</p>"], ["alert"]),
    ('<form action="https://a.example"><input name="p"/>Log in</form>', [], ["<form"]),
    ('<p class="big">x</p>', ["<p>x</p>"], ["big"]),
    # nothing is fetched
    ('<img src="https://a.example/a.png" alt="A"/>', [">A</span>"], ["a.example"]),
    ('<img src="https://a.example/a.png"/>', ["<span></span>"], ["a.example"]),
    ('<img srcset="https://a.example/a.png 2x"/>', ["<span></span>"], ["a.example"]),
    ('<img longdesc="https://a.example/"/>', ["<span></span>"], ["a.example"]),
    ('<table background="https://a.example/a.png"></table>', ["<table"], ["a.example"]),
    ('<p style="background: URL(https://a.example/)">x</p>', ["<p>x"], ["a.example"]),
    ('<p style="color: red">x</p>', ['style="color: red"'], []),
    (
        '<video poster="https://a.example/" src="https://a.example/"/>',
        [],
        ["a.example"],
    ),
    ('<object data="https://a.example/">x</object>', [], ["a.example"]),
    # what came along is shown
    ('<img src="cid:logo" alt="Logo"/>', [f'<img alt="Logo" src="{LOGO}"'], ["cid"]),
    ('<img src="cid:other" alt="B"/>', [">B</span>"], ["cid"]),
    ('<a src="cid:logo" href="https://a.example">x</a>', ["a.example"], [LOGO]),
    # links open in a window of their own
    ('<a href="https://a.example/">x</a>', ['rel="noopener noreferrer"'], []),
]


class TestPreview(BaseCase):
    def test_bodies(self):
        for body, shown, hidden in BODIES:
            with self.subTest(body):
                safe = safe_body(body, {"logo": LOGO})
                for text in shown:
                    self.assertIn(text, safe)
                for text in hidden:
                    self.assertNotIn(text, safe)

    def test_what_loads_is_left_out_whatever_got_through(self):
        """Should Odoo ever let more pass."""
        for name in ("src", "srcset", "background", "poster", "data", "longdesc"):
            with self.subTest(name), patch.object(preview, "html_sanitize") as sanitize:
                sanitize.return_value = f'<p {name}="https://a.example">x</p>'
                self.assertEqual(safe_body("", {}), "<div><p>x</p></div>")

    def test_pictures(self):
        for content_type in ("image/png", "image/jpeg", "image/gif", "image/webp"):
            expected = f"data:{content_type};base64,R0lGODlh"
            self.assertEqual(data_uri(content_type, GIF), expected)
        for content_type in ("image/svg+xml", "text/html", "IMAGE/GIF"):
            self.assertEqual(data_uri(content_type, GIF), "", content_type)

    def test_large_pictures(self):
        limit = 2 * 1024 * 1024
        self.assertTrue(data_uri("image/gif", b"x" * limit))
        self.assertEqual(data_uri("image/gif", b"x" * (limit + 1)), "")

    def test_pictures_of_a_message(self):
        message = EmailMessage()
        message.set_content("Hello")
        for content_id, subtype in ((" <logo> ", "gif"), ("", "gif"), ("<x>", "svg")):
            message.add_attachment(GIF, maintype="image", subtype=subtype)
            part = list(message.iter_attachments())[-1]
            if content_id:
                part["Content-Id"] = content_id
        message.add_attachment(GIF, maintype="application", subtype="pdf", cid="<pdf>")
        self.assertEqual(pictures_of(message), {"logo": LOGO, "x": ""})

    def test_a_part_without_content(self):
        message = EmailMessage()
        message["Content-Id"], message["Content-Type"] = "<a>", "image/gif"
        self.assertEqual(pictures_of(message), {"a": "data:image/gif;base64,"})

    def test_what_the_browser_is_told(self):
        self.assertEqual(
            {name: text for name, text in preview.HEADERS.items() if name[0] != "C"},
            {
                "X-Content-Type-Options": "nosniff",
                "X-Frame-Options": "SAMEORIGIN",
                "Referrer-Policy": "no-referrer",
            },
        )
        self.assertEqual(preview.HEADERS["Cache-Control"], "private, no-store")
        self.assertEqual(
            preview.HEADERS["Content-Security-Policy"].split("; "),
            [
                "default-src 'none'",
                "img-src data:",
                "style-src 'unsafe-inline'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'self'",
                "sandbox allow-popups allow-popups-to-escape-sandbox",
            ],
        )
