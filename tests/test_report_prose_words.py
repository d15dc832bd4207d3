# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from ..tools.report import pieces, prose_words
from ..tools.report.words import fold
from .table_case import TableCase

# {name of the table: texts, at least one for each of its rows}
WORDS = {
    "SENDERS": (
        "Mailer-Dæmon <x@mx.example>",
        "postmaster@mx.example",
        "Mail Delivery <x@mx.example>",
        "Mail Administrator <x@mx.example>",
        "MDaemon at mx.example <x@mx.example>",
        "System Administrator <x@mx.example>",
        "AutoMailer <x@mx.example>",
        "bounce+17@mx.example",
        "Undeliverable <x@mx.example>",
        "Microsoft Outlook <x@mx.example>",
        "x@eu.amazonses.com",
        "Internet Mail Service <x@mx.example>",
        "<>",
    ),
    "UNDELIVERED": (
        # English
        "It couldn't be delivered",
        "mail not delivered",
        "undeliverable",
        "We are unable to deliver it",
        "It couldn't be sent",
        "Delivery to these people failed",
        "It did not reach its recipient",
        # German, French, Spanish, Portuguese, Italian, Dutch
        "Die Zustellung ist fehlgeschlagen",
        "Votre message n'a pas pu être distribué",
        "No se pudo entregar el mensaje",
        "A mensagem não foi entregue",
        "Impossibile recapitare il messaggio",
        "Het bericht kon niet worden bezorgd",
        # Danish, Norwegian, Swedish, Finnish
        "Din besked kunne ikke leveres",
        "Meddelandet kunde inte levereras",
        "Viestiä ei voitu toimittaa",
        # Polish, Czech, Hungarian, Turkish, Romanian, Croatian, Lithuanian
        "Wiadomosc nie zostala dostarczona",
        "Zprávu se nepodařilo doručit",
        "A levelet nem sikerült kézbesíteni",
        "İletiniz teslim edilemedi",
        "Mesajul nu a putut fi livrat",
        "Poruka nije isporučena",
        "Laiško nepavyko pristatyti",
        # Russian, Greek, Japanese, Chinese, Korean
        "Письмо не может быть доставлено",
        "Δεν ήταν δυνατή η παράδοση",
        "メールを配信できませんでした",
        "您的邮件被退回",
    ),
    "SUBJECTS": (
        "Returned mail: see transcript for details",
        "Mail System Error",
        "Bounced e-mail",
        "Delivery Status Notification",
        "failure notice",
        "Warning: could not send message for past 4 hours",
        "Message rejected",
        "Rejected: your quotation",
        "Zustellbericht",
        "Notification d'état",
        "Correo devuelto",
        "エラー通知",
    ),
    "FAILURES": (
        "it was refused",
        "an error occurred",
        "it was not accepted",
        "551 sorry",
    ),
    "DELAYS": (
        "THIS IS A WARNING MESSAGE ONLY",
        "It has not yet been transferred",
        "Delivery attempts will continue",
        "Warning: we could not send it",
        "still trying",
        "not been delivered so far, after 4 hours",
        "You do not need to resend it",
    ),
    "LATE": ("delayed", "Remise retardée", "verspätet"),
    "GIVEN_UP": ("a fatal error", "I have given up", "it has expired"),
}
ANNE = "anne@shop.example"
ADDRESSES = {
    "TOLD_PATTERNS": (
        f"after RCPT TO:<{ANNE}>",
        f"550 5.1.1 <{ANNE}>... User unknown",
        f"* [{ANNE}]: no",
        f"the mailbox <{ANNE}> is full",
    ),
    "LISTED_PATTERNS": (
        f"Original recipient: {ANNE}",
        f"undeliverable to {ANNE}",
        f"  1. <{ANNE}>",
    ),
}


class TestProseWords(TableCase):
    def test_each_row_has_words_that_need_it(self):
        for name, texts in WORDS.items():
            rows = getattr(prose_words, name).rows
            with self.subTest(name):
                self.assertEachRowIsNeeded(rows, [fold(text) for text in texts])

    def test_each_pattern_around_an_address_is_needed(self):
        for name, texts in ADDRESSES.items():
            rows = getattr(prose_words, name)
            with self.subTest(name):
                self.assertEachRowIsNeeded(rows, texts)
                for text in texts:
                    found = {m["a"] for row in rows if (m := row.search(text))}
                    self.assertEqual(found, {ANNE}, text)

    def test_answers_begin_with_these_words(self):
        subjects = (
            *("Re: x", "RE : x", "AW: x", "Sv: x", "VS: x", "Antw: x", "R: x"),
            *("RIF: x", "Odp: x", "Ynt: x", "Vá: x", "Fwd: x", "FW: x", "WG: x"),
            *("TR: x", "RV: x", "ENC: x", "I: x", "VB: x", "Doorst: x", "PD: x"),
            *("回复：x", "答复: x", "转发：x", "返信: x", "Re[2]: x", "ΑΠ: x"),
        )
        for subject in subjects:
            with self.subTest(subject):
                self.assertTrue(prose_words.REPLIES.match(fold(subject)))
        for subject in ("Returned mail: x", "Rejected: x", "Failure: x", "Undeliv: x"):
            with self.subTest(subject):
                self.assertFalse(prose_words.REPLIES.match(fold(subject)))

    def test_people_whose_address_failed_to_be_the_one(self):
        for text in ("MAIL FROM:<", "Sender: ", "Reply-To: ", "Message-ID: <", "Cc: "):
            with self.subTest(text):
                self.assertTrue(prose_words.BYSTANDER.search(text))
        for text in ("please contact ", "for help write to ", "abuse reports: "):
            with self.subTest(text):
                self.assertTrue(prose_words.HELPER.search(text))

    def test_each_mark_of_a_returned_message_is_needed(self):
        texts = (
            "--- Below this line is a copy of the message.",
            "Original message follows:",
            "Included is a copy of the message header:",
            "Body of message generated response is above",
            "Received: from mx.example",
            "Return-Path: <sales@our-company.example>",
            "DKIM-Signature: v=1; a=rsa-sha256",
        )
        self.assertEachRowIsNeeded(pieces.RETURNED_MARKS, texts)
