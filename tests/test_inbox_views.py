# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common import InboundWorld
from .letters import make_raw

NASTY = """<html><body><p onclick="alert(1)">Spring <b>offer</b></p>
<script>alert(2)</script><img src="https://tracker.example/a.gif" alt="tracker"/>
<div style="background: url(https://tracker.example/b.png)">styled</div>
<a href="https://shop.example/">shop</a><iframe src="https://shop.example/"></iframe>
<form action="https://shop.example/"><input name="password"/></form></body></html>"""


@tagged("post_install", "-at_install")
class TestInboxViews(InboundWorld, HttpCase):
    def preview(self, **fields):
        """Return the answer to the request for the preview of a message."""
        inbound = self.deliver(**fields)
        self.authenticate("operator", "operator")
        return self.url_open(f"/mail_inbound/message/{inbound.id}/preview")

    def test_preview_runs_and_fetches_nothing(self):
        answer = self.preview(body=NASTY, content_type="text/html; charset=utf-8")
        policy = answer.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("sandbox", policy)
        self.assertNotIn("allow-scripts", policy)
        self.assertNotIn("allow-same-origin", policy)
        for sign in ("alert", "tracker.example", "<form", "<iframe", "<img"):
            self.assertNotIn(sign, answer.text)
        for sign in ("<b>offer</b>", "styled", 'href="https://shop.example/"'):
            self.assertIn(sign, answer.text)

    def test_preview_shows_attached_pictures_and_lists_attachments(self):
        body = "\r\n".join(
            (
                '--x\r\nContent-Type: text/html\r\n\r\n<img src="cid:logo"/>Hi',
                "--x\r\nContent-Type: image/gif\r\nContent-Id: <logo>"
                '\r\nContent-Disposition: inline; filename="logo.gif"'
                "\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAADs=",
                "--x\r\nContent-Type: application/pdf"
                '\r\nContent-Disposition: attachment; filename="<offer>.pdf"'
                "\r\n\r\n%PDF\r\n--x--",
            )
        )
        text = self.preview(
            body=body, content_type='multipart/mixed; boundary="x"'
        ).text
        self.assertIn('src="data:image/gif;base64,R0lGODlhAQABAAAAADs="', text)
        self.assertIn("&lt;offer&gt;.pdf", text)

    def test_preview_of_what_no_parser_understands(self):
        text = self.preview(
            body="caf\xe9 <b>", content_type="text/plain; charset=no-such-charset"
        ).text
        self.assertIn("caf", text)
        self.assertNotIn("<b>", text)

    def test_download_is_the_message_as_it_came_in(self):
        raw = make_raw()
        inbound = self.deliver(raw)
        self.authenticate("operator", "operator")
        answer = self.url_open(
            inbound.with_user(self.operator).action_download()["url"]
        )
        self.assertEqual(answer.content, raw)
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        inbound.invalidate_recordset()
        self.assertEqual(inbound.history[-1]["action"], "download")
        self.assertEqual(inbound.history[-1]["user_id"], self.operator.id)

    def test_download_of_several_is_an_archive(self):
        inbounds = self.deliver() + self.deliver()
        self.authenticate("operator", "operator")
        url = inbounds.with_user(self.operator).action_download()["url"]
        content = self.url_open(url).content
        for inbound in inbounds:
            self.assertIn(f"message-{inbound.id}.eml".encode(), content)

    def test_nobody_else_sees_or_downloads_a_message(self):
        inbound = self.deliver(origin={"company_id": self.company.id})
        self.operator.group_ids = self.env.ref("base.group_user")
        for login in (None, "operator"):
            self.authenticate(login, login)
            for address in (
                f"/mail_inbound/message/{inbound.id}.eml",
                f"/mail_inbound/message/{inbound.id}/preview",
                f"/mail_inbound/messages.zip?ids={inbound.id}",
            ):
                with self.subTest(login=login, address=address):
                    answer = self.url_open(address)
                    self.assertNotIn("How much", answer.text)
                    self.assertTrue(
                        answer.status_code == 403 or "/web/login" in answer.url
                    )
        self.authenticate("admin", "admin")
        missing = self.url_open(f"/mail_inbound/message/{inbound.id + 1000}.eml")
        self.assertEqual(missing.status_code, 404)

    def test_an_operator_at_work(self):
        """A tour: list, progress bar, form, preview, delivery, chatter and back."""
        for number in range(7):
            self.deliver_nowhere(subject=f"Lost {number}")
        self.make_alias("nobody")
        self.start_tour(
            "/odoo/inbound-attention", "mail_inbound_operator", login="operator"
        )
        states = self.inbox.search([("subject", "like", "Lost")]).mapped("state")
        self.assertEqual(states, ["delivered"] * 7)
