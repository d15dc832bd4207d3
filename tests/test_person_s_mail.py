# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a person wrote stays a person's mail, whatever words it is made of."""

from itertools import product
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.attempt import Attempt
from ..tools.message.envelope import Envelope
from .common import OURS, InboundCase
from .letters import make_raw

SUBJECTS = (
    *("Delivery problem", "Rejected: invoice 12", "Delivery failed again", "Bounce"),
    *("Undelivered parcel 4711", "Returned goods", "Message blocked by our bank?"),
    *("Mail system error on your shop", "Out of office furniture: offer wanted"),
    *("Vacation rental for August?", "Absence management software: price?"),
    *("Automatic reply cards: how much?", "Failure notice for machine 3"),
    *("Zustellproblem", "Unzustellbar: Paket 12", "Lieferung nicht zugestellt"),
    *("Urlaub auf Rügen, Anfrage", "Abwesenheitsvertretung gesucht", "Rückläufer"),
    *("Pedido no entregado", "Devuelto: factura 7", "Vacaciones en agosto"),
    *("Colis non distribué", "Échec de livraison", "Non remis: commande 9"),
    *("Absence de réponse à mon courrier", "Mancata consegna", "Fattura respinta"),
    *("Impossibile consegnare il pacco", "Pedido devolvido", "Ausência de resposta"),
    *("Onbestelbaar pakket", "Niet bezorgd", "Vakantiehuis in juli"),
    *("Przesyłka niedostarczona", "Nedoručená zásilka", "Kézbesítési hiba"),
    *("Leverans misslyckades", "Ikke leveret pakke", "Toimitus epäonnistui"),
    *("Teslim edilemedi", "Не доставлен заказ", "配達されません", "退货", "不在通知"),
)
BODIES = (
    "Hello,\n\nthe parcel could not be delivered to 12 Main Street. Please call.\n\n"
    "Jane Roe\njane.roe@work.example",
    "Delivery to sam@work.example failed: user unknown, he says. Now?\n--\nJane",
    "550 pieces, please. Mailbox full of your flyers!\n\n> Delivery has failed\n",
)
NAMES = ("Jane Roe", "Bounce House Rentals", "Postmaster")


@tagged("post_install", "-at_install")
class TestPersonsMail(InboundCase):
    def decide(self, raw, sender):
        """Return the attempt that decides about a message, without any effect."""
        attempt = Attempt(envelope=Envelope.of(sender, [f"office@{OURS}"]))
        self.env["mail.inbound.simulator"]._simulate(attempt, raw)
        return attempt

    def test_business_letters_become_records(self):
        """Each subject with each body, in the name of each sender."""
        self.env.flush_all()
        for subject, body, name in product(SUBJECTS, BODIES, NAMES):
            author = "jane@customer.example"
            raw = make_raw(author=f"{name} <{author}>", subject=subject, body=body)
            attempt = self.decide(raw, author)
            with self.subTest(subject=subject, name=name):
                self.assertEqual(attempt.outcome.reason, "new_record")
                self.assertFalse(attempt.origin.is_program)

    def test_letters_of_groups_become_records(self):
        """Distribution lists forbid answers, and some leave a null return-path."""
        suppressed = {"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}
        listed = {"List-Id": "<info.customer.example>", "Precedence": "list"}
        self.env.flush_all()
        for subject in SUBJECTS:
            for headers, sender in (
                (suppressed, "jane@customer.example"),
                (listed, "list-bounces@customer.example"),
                ({"Thread-Topic": "x"}, "<>"),
            ):
                attempt = self.decide(
                    make_raw(subject=subject, headers=headers), sender
                )
                with self.subTest(subject=subject, sender=sender):
                    self.assertEqual(attempt.outcome.reason, "new_record")
                    self.assertFalse(attempt.origin.is_program)

    def test_a_reply_with_the_subject_of_a_report_is_a_reply(self):
        record, message = self.make_thread()
        inbound = self.reply_to(
            message,
            subject="Delivery failed",
            body="anna@a.example: user unknown, they tell me. Please send it again.",
        )
        self.assertReplied(inbound, record)

    def test_the_recipient_of_a_message_answers_and_does_not_report(self):
        """Through a group that leaves a null return-path."""
        reader = self.env["res.partner"].create({"name": "R", "email": "r@b.example"})
        record, message = self.make_thread(recipients=reader)
        inbound = self.reply_to(
            message,
            author="R <r@b.example>",
            sender="<>",
            subject="Delivery failed - RE: Offer",
            body="The parcel could not be delivered to us. Address unknown, they said.",
        )
        self.assertReplied(inbound, record)
        self.assertNotIn(
            "bounce", message.notification_ids.mapped("notification_status")
        )

    def test_what_comes_through_a_tracker_is_not_surely_a_program_s(self):
        self.office.inbound_automatic = "discard"
        for headers in (
            {"X-JIRA-FingerPrint": "abc", "Auto-Submitted": "auto-generated"},
            {"X-Mailer": "Redmine", "Auto-Submitted": "auto-generated"},
        ):
            with self.subTest(headers):
                self.assertDelivered(self.deliver(headers=headers))

    def test_the_notice_of_another_database_reaches_the_writer(self):
        """It carries a tag of its own, not one that we signed."""
        record, message = self.make_thread()
        tag = "<12.34-openerp-4711-loop-detection-bounce-email@erp.dest.example>"
        inbound = self.reply_to(
            message,
            sender="<>",
            headers={
                "Auto-Submitted": "auto-replied",
                "References": f"{message.message_id} {tag}",
            },
        )
        self.assertReplied(inbound, record)

    def test_an_answer_to_our_own_notice_ends_here(self):
        self.deliver(to=self.alias_domain.catchall_email)
        [notice] = self.notices()
        inbound = self.deliver(headers={"References": notice.references})
        self.assertOutcome(inbound, "discarded", "loop_own_bounce")

    def test_a_device_that_writes_the_same_id_each_time_is_heard(self):
        headers = {"Message-Id": "<scanner@device.example>"}
        for page in range(3):
            inbound = self.deliver(body=f"Page {page}", headers=headers)
            self.assertDelivered(inbound)
        again = self.deliver(body="Page 2", headers=headers)
        self.assertTrue(self.records(again))  # another Date: another message

    def test_ids_that_parsers_cut_are_told_apart(self):
        for number in (1, 2):
            headers = {"Message-Id": f"<urn:uuid:{number}@a>"}
            self.assertDelivered(self.deliver(headers=headers))


@tagged("post_install", "-at_install")
class TestToldMeansTold(InboundCase):
    """A message is returned only where its sender hears of it."""

    def refuse(self):
        return self.deliver(to=self.alias_domain.catchall_email)

    def test_it_shows_which_notice_it_is_and_what_became_of_it(self):
        inbound = self.refuse()
        self.assertReturned(inbound, "catchall_direct")
        self.assertEqual(inbound.delivery_ids.notice_id, self.notices())
        self.assertTrue(inbound.delivery_ids.notice_state)

    def test_a_notice_that_cannot_be_made_was_not_sent(self):
        with (
            patch.object(
                type(self.env["mail.mail"]), "create", side_effect=ValueError("broken")
            ),
            mute_logger("odoo.addons.mail_inbound.models.mail_inbound_notice"),
        ):
            inbound = self.refuse()
        self.assertOutcome(inbound, "held", "catchall_direct")
        self.assertFalse(inbound.delivery_ids.told)

    def test_a_notice_that_cannot_be_sent_was_not_sent(self):
        inbound = self.refuse()
        self.notices()._postprocess_sent_message([], [], failure_type="mail_smtp")
        self.env.invalidate_all()
        self.assertOutcome(inbound, "held", "catchall_direct")
        self.assertFalse(inbound.delivery_ids.told)
        self.assertEqual(inbound.delivery_ids.state, "held")

    def test_a_notice_that_was_sent_stays_sent(self):
        inbound = self.refuse()
        self.notices().send()
        self.env.invalidate_all()
        self.assertReturned(inbound, "catchall_direct")
        self.assertEqual(inbound.delivery_ids.told, "anna@customer.example")
        self.assertEqual(inbound.delivery_ids.notice_state, "Sent")

    def test_a_line_feed_in_the_subject_is_no_obstacle(self):
        inbound = self.deliver(
            to=self.alias_domain.catchall_email,
            headers={"Subject": "=?utf-8?q?One=0ATwo?="},
        )
        self.assertReturned(inbound, "catchall_direct")
        self.assertEqual(self.notices().subject, "Re: One Two")

    def test_who_is_blocked_and_not_told_waits_for_a_person(self):
        self.set_parameter("mail.gateway.loop.threshold", "1")
        self.set_parameter("mail_inbound.max_notices", "1")
        author = "Wendy <wendy@flooded.example>"
        self.assertDelivered(self.deliver(author=author))
        self.assertReturned(self.deliver(author=author), "loop_sender")
        blocked = self.deliver(author=author)
        self.assertOutcome(blocked, "held", "loop_sender")
        action = blocked.with_user(self.operator).action_allow_sender()
        self.assertIn(blocked.id, action["params"]["ids"])
        blocked.with_user(self.operator).operate("retry")
        self.env.invalidate_all()
        self.assertOutcome(blocked, "delivered", "new_record")
