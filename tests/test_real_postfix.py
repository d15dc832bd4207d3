# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import hashlib
import subprocess
import sys

from odoo.tests import tagged
from odoo.tools.misc import file_path

from ..tools.message import content
from .real.case import CUSTOMER, INBOUND_FIELDS, RECIPIENT, RealOdooCase, free_port
from .real.messages import large_message, plain_message
from .real.parts import wait_for
from .real.postfix import Postfix

LATIN_1 = (
    b"From: Ren\xe9 <anne@customer.example>\r\n"
    b"To: info@example.com\r\n"
    b"Subject: Caf\xe9 cr\xe8me\r\n"
    b"Message-Id: <latin-1@customer.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n"
    b"\r\n"
    b"Gr\xfc\xdfe aus K\xf6ln: 5 \xb5m, 20 \xb0C\r\n"
)


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealPostfix(RealOdooCase):
    """A real Postfix between a customer, the gateway script and a real Odoo."""

    @classmethod
    def setUpClass(cls):
        cls.postfix = Postfix(None, free_port())
        super().setUpClass()
        cls.postfix.folder = cls.folder
        cls.postfix.configure(
            cls.gateway_script, cls.odoo.url, cls.odoo.database, cls.key
        )
        cls.addClassCleanup(cls.postfix.stop)
        cls.postfix.start()

    def send(self, raw, recipient=RECIPIENT):
        """Send a message as the customer."""
        self.postfix.send(CUSTOMER, [recipient], raw)

    def wait_for_mail(self, what, is_it):
        """Wait for a message in the customer's mailbox.

        :param is_it: function that tells whether a message is the one.
        """
        return wait_for(
            what,
            lambda: next(filter(is_it, self.postfix.received_mail()), None),
            self.postfix.log,
        )

    def wait_for_bounce(self, subject):
        """Wait for Postfix's report on a message; return what it says of it.

        :return: the fields of the recipient, RFC 3464, section 2.3.
        """

        def is_it(message):
            return (
                message.get_content_type() == "multipart/report"
                and subject in message.as_string()
            )

        report = self.wait_for_mail(f"report on {subject!r}", is_it)
        status = report.get_payload(1)
        self.assertEqual(status.get_content_type(), "message/delivery-status")
        return status.get_payload(1)

    def stored_bytes(self, inbound):
        """Return what is stored of a message, read behind the back of the ORM."""
        ((raw, is_compressed),) = self.odoo.query(
            "SELECT raw, is_compressed FROM mail_inbound_message WHERE id = %s",
            inbound["id"],
        )
        return content.unpack(bytes(raw), is_compressed)

    def assertArrivedWhole(self, sent, inbound):
        """Each byte that the customer sent is stored, behind Postfix's own headers.

        Postfix turns the line ends of SMTP into those of Unix, and nothing else.
        """
        stored = self.stored_bytes(inbound)
        sent = sent.replace(b"\r\n", b"\n")
        added = stored[: -len(sent)]
        self.assertEqual(
            hashlib.sha256(stored[-len(sent) :]).hexdigest(),
            hashlib.sha256(sent).hexdigest(),
        )
        names = {line.split(b":")[0] for line in added.splitlines() if line[:1] > b" "}
        self.assertLessEqual(
            names, {b"Return-Path", b"X-Original-To", b"Delivered-To", b"Received"}
        )
        self.assertEqual(inbound["digest"], hashlib.sha256(stored).hexdigest())
        self.assertEqual(inbound["size"], len(stored))

    def test_conversation_stays_on_one_lead(self):
        """A lead is made, answered from the chatter, and the reply lands there."""
        self.odoo.call(
            "ir.mail_server",
            "create",
            [
                {
                    "name": "The same Postfix",
                    "smtp_host": "127.0.0.1",
                    "smtp_port": self.postfix.port,
                    "smtp_encryption": "none",
                }
            ],
        )
        customer = self.odoo.call(
            "res.partner", "create", [{"name": "Anne", "email": CUSTOMER}]
        )
        self.send(plain_message("Garden shed", RECIPIENT, CUSTOMER))
        self.assertEqual(self.wait_for_inbound("Garden shed")["state"], "delivered")
        (lead,) = self.leads("Garden shed")

        self.odoo.call(
            "crm.lead",
            "message_post",
            [lead],
            body="It costs 900 Euro",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=customer,
        )
        answer = self.wait_for_mail(
            "answer from Odoo",
            lambda message: "900 Euro" in message.get_body().get_content(),
        )
        self.send(
            plain_message(
                "Re: Garden shed, I take it",
                answer["Reply-To"],
                CUSTOMER,
                In_Reply_To=answer["Message-Id"],
                References=answer["Message-Id"],
            ),
            answer["Reply-To"].addresses[0].addr_spec,
        )
        reply = self.wait_for_inbound("Re: Garden shed, I take it")
        self.assertEqual((reply["state"], reply["reason"]), ("delivered", "reply"))
        posted = self.odoo.call(
            "mail.message",
            "search_read",
            [("model", "=", "crm.lead"), ("res_id", "=", lead)],
            ["subject"],
        )
        self.assertIn(
            "Re: Garden shed, I take it", [message["subject"] for message in posted]
        )
        self.assertFalse(self.leads("Re: Garden shed, I take it"))

    def test_latin_1_arrives_byte_for_byte(self):
        self.send(LATIN_1)
        (inbound,) = wait_for("message in Latin-1", self.latin_1_rows)
        self.assertEqual(inbound["state"], "delivered")
        self.assertArrivedWhole(LATIN_1, inbound)

    def latin_1_rows(self):
        """Return the processed message whose headers are not even ASCII."""
        return self.odoo.call(
            "mail.inbound.message",
            "search_read",
            [
                ("message_id", "=", "<latin-1@customer.example>"),
                ("state", "!=", "received"),
            ],
            INBOUND_FIELDS,
        )

    def test_large_attachment_arrives_byte_for_byte(self):
        raw = large_message("Twenty megabytes", RECIPIENT, CUSTOMER, 20 * 1024 * 1024)
        self.send(raw)
        inbound = self.wait_for_inbound("Twenty megabytes")
        self.assertEqual(inbound["state"], "delivered")
        self.assertArrivedWhole(raw, inbound)

    def test_unknown_recipient_is_told_to_the_sender(self):
        raw = plain_message("Anybody there?", "nobody@example.com", CUSTOMER)
        self.send(raw, "nobody@example.com")
        bounce = self.wait_for_bounce("Anybody there?")
        self.assertEqual(bounce["Status"], "5.1.1")
        self.assertIn("nobody@example.com", bounce["Final-Recipient"])
        self.assertFalse(self.leads("Anybody there?"))

    def test_too_large_is_told_to_the_sender(self):
        limit = ("mail_inbound.max_size_mb", "1")
        self.odoo.call("ir.config_parameter", "set_param", *limit)
        self.addCleanup(
            self.odoo.call, "ir.config_parameter", "set_param", limit[0], False
        )
        self.send(large_message("Two megabytes", RECIPIENT, CUSTOMER, 2 * 1024 * 1024))
        self.assertEqual(self.wait_for_bounce("Two megabytes")["Status"], "5.3.4")
        self.assertFalse(self.leads("Two megabytes"))

    def test_waits_in_the_queue_while_odoo_is_down(self):
        self.odoo.stop()
        self.addCleanup(lambda: self.odoo.process or self.odoo.start())
        self.send(plain_message("Later, then", RECIPIENT, CUSTOMER))
        waiting = wait_for(
            "deferred message",
            lambda: [
                recipient["delay_reason"]
                for message in self.postfix.queue()
                for recipient in message["recipients"]
                if "delay_reason" in recipient
            ],
        )
        self.assertEqual(len(waiting), 1)
        self.assertIn("4.4.1", self.postfix.log.read_text())
        self.assertNotIn(self.key, waiting[0])

        self.odoo.start()
        self.postfix.flush()
        self.assertEqual(self.wait_for_inbound("Later, then")["state"], "delivered")
        self.assertEqual(len(self.leads("Later, then")), 1)
        wait_for("empty queue", lambda: not self.postfix.queue())

    def test_stock_script_still_delivers(self):
        status = subprocess.run(
            [sys.executable, file_path("mail/static/scripts/odoo-mailgate.py")]
            + ["-d", self.odoo.database, "-u", "2", "-p", "admin"]
            + ["--host", "127.0.0.1", "--port", str(self.odoo.port)],
            input=plain_message("By the old script", RECIPIENT, CUSTOMER),
            check=False,
        ).returncode
        self.assertEqual(status, 0)
        self.assertEqual(len(self.leads("By the old script")), 1)
        inbound = self.wait_for_inbound("By the old script")
        self.assertEqual((inbound["state"], inbound["channel"]), ("delivered", "rpc"))
