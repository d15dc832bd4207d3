# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common import InboundWorld
from .letters import make_raw


@tagged("post_install", "-at_install")
class TestGatewayController(InboundWorld, HttpCase):
    """What is refused; what is accepted needs real transactions (``test_real_*``)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key = cls.env["mail.inbound.gateway"].create({"name": "mx"})._generate_key()

    def send(self, data, content_type="message/rfc822"):
        """Post a message, and return the HTTP status and the code of the answer."""
        answer = self.url_open(
            "/mail_inbound/accept?sender=anne@customer.example",
            data=data,
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": content_type,
            },
            method="POST",
        )
        return answer.status_code, answer.json()["status"]

    def test_what_the_transport_may_have_lost_is_asked_for_again(self):
        form = "application/x-www-form-urlencoded"
        for data, content_type in (
            (b"", "message/rfc822"),
            (b"\r\n", ""),
            (b"a=b", form),
        ):
            with self.subTest(data):
                self.assertEqual(self.send(data, content_type), (503, "4.6.0"))

    def test_a_message_that_is_sent_as_a_form_is_asked_for_again(self):
        """As some programs do where nobody tells them otherwise."""
        form = "application/x-www-form-urlencoded"
        self.assertEqual(self.send(make_raw(), form), (503, "4.6.0"))

    def test_what_is_no_message_is_refused(self):
        self.assertEqual(self.send(b'{"subject": "Hi"}'), (422, "5.6.0"))
