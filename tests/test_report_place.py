# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What a real sender sends is mail, unless it is built as a report."""

from itertools import product

from odoo.tests import BaseCase

from ..tools.report import parse_message, read_report
from . import report_samples as samples
from .report_samples import OURS, delivery_status, group

ANNE = "anne@shop.example"
STATUS = group(ANNE, "failed", "5.1.1", "550 5.1.1 User unknown")

SUBJECTS = (
    # English
    "Delivery problem",
    "Rejected: invoice 12",
    "Delivery failed: your parcel 450",
    "Returned mail from your shop",
    "Undeliverable parcel",
    "Error sending the form",
    "Your message could not be delivered by the courier",
    "Delivery Status Notification for order 17",
    "Failure notice for the pump",
    "Non-delivery of our order",
    "Unable to deliver by Friday",
    "Bounced cheque",
    "User unknown in your portal",
    "Warning: could not send the goods",
    "Mail delayed, where is my order?",
    # German
    "Zustellproblem",
    "Unzustellbar: Paket 4711",
    "Nicht zugestellt: Lieferung",
    "Zustellung fehlgeschlagen",
    # French
    "Échec de la livraison",
    "Colis non remis",
    "Échec de remise du chèque",
    # Spanish, Portuguese
    "Pedido no entregado",
    "No se pudo entregar el pedido",
    "Cheque devuelto",
    "Encomenda não entregue",
    "Falha na entrega do pedido",
    # Italian, Dutch
    "Mancata consegna",
    "Impossibile consegnare il pacco",
    "Niet bezorgd: pakket",
    "Onbestelbaar pakket",
    # Danish, Norwegian, Swedish, Finnish
    "Pakken kunne ikke leveres",
    "Varene er ikke levert",
    "Paketet kunde inte levereras",
    "Toimitus epäonnistui",
    # Polish, Czech, Hungarian, Turkish, Romanian
    "Przesyłka niedoręczona",
    "Nie dostarczono towaru",
    "Zásilku nelze doručit",
    "A csomag nem kézbesíthető",
    "Siparişiniz teslim edilemedi",
    "Coletul nu a putut fi livrat",
    # Russian, Ukrainian, Greek
    "Посылка не доставлена",
    "Замовлення не вдалося доставити",
    "Αποτυχία παράδοσης",
    # Japanese, Chinese, Korean
    "商品が配達できません",
    "包裹被退回",
    "無法送達的包裹",
    "전달할 수 없는 상품",
)
SENDERS = (
    "Anne Miller <{}>",
    "Bounce House Rentals <{}>",
    "Postmaster <{}>",
    '"Delivery Systems Ltd." <{}>',
    "Mail Server Sales <{}>",
    "postmaster@shop.example",
    "{}",
)
BODIES = (
    "Hello,\n\nyour parcel could not be delivered to us, the driver said that the\n"
    "address does not exist. Please send it again.\n\n--\nAnne Miller\n{0}\n",
    "550 pieces were rejected, 5.1.1 of the contract says:\n<{0}>: unknown user\n"
    "Final-Recipient: rfc822; {0}\nAction: failed\nStatus: 5.1.1\n",
    "Das Paket ist unzustellbar, der Empfänger unbekannt.\n\n{0}\n",
    # A bounce that a person pasted.
    f"Why did I get this?\n\n{samples.POSTFIX}\n{{0}}\n",
    f"Siehe unten.\n\n{samples.QMAIL}\n{{0}}\n",
)


def letter(subject, sender, body, more=""):
    """Return a letter of a person, as bytes."""
    return (
        f"From: {sender.format(ANNE)}\nTo: {OURS}\nSubject: {subject}\n{more}"
        "Message-ID: <letter-1@shop.example>\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n\n" + body.format(ANNE)
    ).encode()


def read(raw, is_report_place=False):
    return read_report(parse_message(raw), is_report_place=is_report_place)


def attached(*parts, subject="Fwd: Undeliverable: Your quotation"):
    """Return the letter of a person with parts (content type, body), as bytes."""
    body = "".join(f"--B\nContent-Type: {kind}\n\n{said}\n" for kind, said in parts)
    more = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n'
    head = letter(subject, SENDERS[0], "", more).decode()
    head = head.replace("Content-Type: text/plain; charset=utf-8\n", "")
    return f"{head}{body}--B--\n".encode()


class TestRealSender(BaseCase):
    def test_no_business_letter_is_a_report(self):
        letters = list(product(SUBJECTS, SENDERS, BODIES))
        self.assertGreater(len(letters), 1000)
        for number, (subject, sender, body) in enumerate(letters):
            raw = letter(subject, sender, body)
            with self.subTest(subject, sender=sender, body=number % len(BODIES)):
                self.assertFalse(read(raw))

    def test_headers_that_anybody_can_write_prove_nothing(self):
        for more in (f"X-Failed-Recipients: {ANNE}\n", "Return-Path: <>\n"):
            with self.subTest(more):
                raw = letter(SUBJECTS[0], "MAILER-DAEMON <{}>", BODIES[1], more)
                self.assertFalse(read(raw))

    def test_prose_is_read_where_reports_come(self):
        for text in (samples.POSTFIX, samples.QMAIL, samples.EXIM, samples.EXCHANGE):
            raw = samples.prose(text)
            with self.subTest(text[:20]):
                self.assertFalse(read(raw))
                self.assertTrue(read(raw, is_report_place=True))

    def test_what_is_built_as_a_report_is_one_from_anybody(self):
        rows = [
            ("failure", delivery_status(STATUS)),
            ("receipt", samples.RECEIPT),
            ("abuse", samples.COMPLAINT),
            ("failure", samples.prose(samples.AMAZON)),
        ]
        for kind, raw in rows:
            report = read(raw)
            with self.subTest(kind):
                self.assertEqual(report.kind, kind)
                self.assertTrue(report.is_structured)
                self.assertEqual([r.address for r in report.recipients], [ANNE])

    def test_prose_is_not_structured(self):
        report = read(samples.prose(samples.POSTFIX), is_report_place=True)
        self.assertFalse(report.is_structured)


class TestPersons(BaseCase):
    def test_an_enclosed_report_is_an_attachment(self):
        raw = attached(
            ("text/plain", "What is wrong?"),
            ("message/rfc822", delivery_status(STATUS).decode()),
        )
        self.assertFalse(read(raw))
        self.assertFalse(read(raw, is_report_place=True))

    def test_the_fields_of_a_report_may_be_attached(self):
        parts = (("text/plain", "See?"), ("message/delivery-status", STATUS))
        raw = attached(*parts)
        self.assertFalse(read(raw))
        self.assertFalse(read(raw, is_report_place=True), "through an Exchange group")
        self.assertFalse(read(attached(*parts, subject="Your mail")))

    def test_an_answer_that_keeps_the_structure_is_the_persons(self):
        raw = delivery_status(STATUS, text="No, I am here.\n\n> User unknown")
        raw = raw.replace(b"Mail Delivery System <MAILER-DAEMON@mx.example>", b"a@b.c")
        raw = raw.replace(b"Subject: Report", b"Subject: AW: Undeliverable")
        self.assertFalse(read(raw))

    def test_answers_and_forwards_are_not_read_where_reports_come(self):
        prefixes = ("Re", "AW", "SV", "Fwd", "WG", "TR", "RV", "Odp", "Ynt", "回复")
        for prefix in prefixes:
            raw = letter(f"{prefix}: Undeliverable", SENDERS[0], BODIES[3])
            with self.subTest(prefix):
                self.assertFalse(read(raw, is_report_place=True))

    def test_a_server_may_answer(self):
        raw = samples.prose(samples.POSTFIX, subject="Re: Your quotation")
        self.assertTrue(read(raw, is_report_place=True))
