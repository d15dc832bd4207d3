# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from email.message import EmailMessage
from email.policy import SMTP

from odoo.tests import BaseCase

from ..tools.message.validation import is_validation_request

# words of the subjects that providers write, in several languages
FORWARDING = [
    *("Forwarding", "Redirect", "Redirection", "Email routing", "Destination address"),
    *("Weiterleitung", "Umleitung", "Transfert", "Réacheminement"),
    *("Reenvío", "Reenviar", "Redirección", "Inoltro", "Reindirizzamento"),
    *("Doorsturen", "Przekierowanie", "Przekazywanie", "Reencaminhamento"),
    *("Encaminhamento", "Vidarebefordran"),
]
CONFIRMATION = [
    *("Confirm", "Verify", "Validation", "Approve", "Bestätigen", "Überprüfen"),
    *("Valider", "Vérifier", "Bevestig", "Potwierdź", "Weryfikacja", "Conferma"),
    "Bekräfta",
]
LIMIT = 64 * 1024
"""Bytes of a part that are looked through."""

LINK = "Follow https://mail.example/confirm?token=1 to go on."
SOMEBODY = "noreply@provider.example"

# (sender, subject, body, does it ask to confirm a redirection?)
ROWS = [
    ("forwarding-noreply@google.com", "(#1) Gmail", LINK, True),
    ("noreply@notify.cloudflare.com", "Anything", LINK, True),
    (SOMEBODY, "Forwarding Confirmation - Receive Mail from a@b.example", LINK, True),
    (SOMEBODY, "Please verify your forwarding address", LINK, True),
    (SOMEBODY, "Confirm the redirection of your e-mail", LINK, True),
    (SOMEBODY, "Bitte bestätigen Sie die Weiterleitung", LINK, True),
    (SOMEBODY, "Weiterleitung: Adresse bestätigen", LINK, True),
    (SOMEBODY, "Confirmez le transfert : valider l'adresse", LINK, True),
    (SOMEBODY, "Confirma el reenvío de correo", LINK, True),
    (SOMEBODY, "Conferma l'inoltro", LINK, True),
    (SOMEBODY, "FORWARDING CONFIRMATION", LINK, True),
    # nothing to confirm
    ("forwarding-noreply@google.com", "Forwarding", "No link.", False),
    (SOMEBODY, "Forwarding confirmation", "http://plain.example", False),
    # something else
    ("anna@customer.example", "Question", LINK, False),
    (SOMEBODY, "Please confirm your order", LINK, False),
    (SOMEBODY, "Fwd: forwarding the minutes", LINK, False),
    ("forwarding-noreply@google.com.evil.example", "Hello", LINK, False),
    ("", "", LINK, False),
]


def make(sender, subject, body, subtype="plain"):
    """Return a message."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = sender, subject
    message.set_content(body, subtype=subtype)
    return message


class TestValidation(BaseCase):
    def test_messages(self):
        for *fields, expected in ROWS:
            with self.subTest(fields):
                self.assertEqual(is_validation_request(make(*fields)), expected)

    def test_words_of_every_language(self):
        """Both are needed, in either order."""
        for word, other in [
            *((it, "Confirm") for it in FORWARDING),
            *((it, "Forwarding") for it in CONFIRMATION),
        ]:
            with self.subTest(word):
                for subject in (f"{word} & {other}", f"{other}: {word.lower()}"):
                    asks = is_validation_request(make(SOMEBODY, subject, LINK))
                    self.assertTrue(asks, subject)
                self.assertFalse(is_validation_request(make(SOMEBODY, word, LINK)))

    def test_link_far_down(self):
        for count, expected in ((LIMIT - 8, True), (LIMIT - 7, False)):
            message = make(SOMEBODY, "Forwarding confirmation", "")
            message.set_payload("x" * count + "https://")
            self.assertEqual(is_validation_request(message), expected, count)

    def test_link_nowhere_but_in_a_picture(self):
        message = make(SOMEBODY, "Forwarding confirmation", "See the picture.")
        message.add_attachment(
            b"https://", maintype="image", subtype="png", filename="a.png"
        )
        self.assertFalse(is_validation_request(message))

    def test_link_in_the_html_alternative(self):
        message = make(SOMEBODY, "Forwarding confirmation", "See the other part.")
        message.add_alternative('<a href="https://mail.example">x</a>', subtype="html")
        self.assertTrue(is_validation_request(message))

    def test_strange_charset(self):
        """A charset that nobody knows is no error."""
        message = make(SOMEBODY, "Forwarding confirmation", LINK)
        message.set_param("charset", "x-unknown")
        self.assertTrue(is_validation_request(message))
