# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools import errors
from ..tools.reply import ACCEPTED, RECIPIENT_OK, Reply
from .reader import Reader


class TestReply(BaseCase):
    def test_http_status(self):
        for status, http_status in (
            ("2.6.0", 200),
            ("2.1.5", 200),
            ("4.3.0", 503),
            ("4.3.2", 503),
            ("4.7.0", 401),
            ("5.1.1", 422),
            ("5.6.0", 422),
            ("5.3.4", 413),
        ):
            with self.subTest(status):
                self.assertEqual(Reply(status, "").http_status, http_status)

    def test_every_error_has_an_answer(self):
        for error in (
            errors.InboundError,
            errors.NotAuthenticated,
            errors.MessageTooLarge,
            errors.NoRoute,
        ):
            with self.subTest(error.__name__):
                self.assertGreaterEqual(Reply(error.status, "").http_status, 400)

    def test_an_error_says_what_the_transport_is_told(self):
        reply = Reply.of_error(errors.NoRoute(), Reader)
        self.assertEqual((reply.status, reply.recipients), ("5.1.1", ()))
        self.assertEqual(reply.text, "(There is no such address here.)")

    def test_codes(self):
        """RFC 3463: the message is accepted, the address is valid."""
        self.assertEqual((ACCEPTED, RECIPIENT_OK), ("2.6.0", "2.1.5"))

    def test_data(self):
        reply = Reply(ACCEPTED, "Accepted.", (("a@x.example", "5.1.1", "No."),))
        self.assertEqual(
            reply.data(),
            {
                "status": "2.6.0",
                "text": "Accepted.",
                "recipients": [
                    {"address": "a@x.example", "status": "5.1.1", "text": "No."}
                ],
            },
        )
