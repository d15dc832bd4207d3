# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.report import PERMANENT_REASONS, REASONS
from ..tools.report.verdict import find_reply, judge

# (status, reply code, what the remote server said, reason, permanent)
ROWS = [
    # Nobody has this address, in the words of many servers.
    ("5.1.1", "550", "550 5.1.1 User unknown", "address_unknown", True),
    ("", "550", "550 No such user here (in reply to RCPT TO)", "address_unknown", True),
    ("", "550", "550 sorry, no mailbox here by that name", "address_unknown", True),
    ("", "550", "550 The account does not exist", "address_unknown", True),
    ("5.5.0", "550", "550 mailbox unavailable", "address_unknown", True),
    (
        "5.4.1",
        "550",
        "Recipient address rejected: Access denied",
        "address_unknown",
        True,
    ),
    ("5.1.10", "550", "RESOLVER.ADR.RecipientNotFound", "address_unknown", True),
    ("", "", "User Anne not listed in Domino Directory", "address_unknown", True),
    ("", "", "Empfänger unbekannt", "address_unknown", True),
    ("", "", "El usuario no existe", "address_unknown", True),
    ("", "", "Le destinataire est inconnu", "address_unknown", True),
    ("", "", "ユーザーは見つかりません", "address_unknown", True),
    ("5.1.1", "", "", "address_unknown", True),
    ("4.1.1", "450", "450 4.1.1 <@>: User unknown", "address_unknown", True),
    # After the whole message, or without saying who: a filter may have spoken.
    ("", "550", "550 User unknown (in reply to end of DATA)", "address_unknown", False),
    ("5.2.0", "550", "550 : User unknown", "address_unknown", False),
    # No such domain, or it takes no mail.
    ("5.4.4", "", "Host or domain name not found", "domain_not_found", True),
    ("", "", "Unrouteable address", "domain_not_found", True),
    ("5.1.10", "556", "domain has a null MX", "domain_not_found", True),
    ("", "556", "", "domain_not_found", True),
    ("4.4.3", "", "Host not found, try again", "unreachable", False),
    ("4.0.0", "", "DNS lookup: NXDOMAIN domain name not found", "unreachable", False),
    ("5.1.6", "551", "551 not our customer", "moved", True),
    ("", "", "Anne has left the company", "moved", True),
    # What is said of the sender is no news of the recipient.
    ("5.1.8", "553", "Domain of sender address does not exist", "refused", False),
    ("5.1.7", "550", "550 No such domain after MAIL FROM:<@>", "refused", False),
    ("", "550", "550 sender verify failed: no such user", "refused", False),
    # Everything else may work tomorrow, or with another message.
    ("5.2.2", "552", "552 mailbox full", "mailbox_full", False),
    ("5.1.1", "552", "552 over quota (#5.1.1)", "mailbox_full", False),
    ("", "552", "La boîte du destinataire est pleine", "mailbox_full", False),
    ("5.2.1", "550", "The account is disabled", "suspended", False),
    ("5.1.1", "550", "inactive email address", "suspended", False),
    ("5.3.4", "552", "Message size exceeds fixed limit", "too_large", False),
    ("5.7.1", "554", "blocked using zen.spamhaus.org", "spam", False),
    ("5.1.1", "550", "550 5.7.1 IP address blacklisted", "spam", False),
    ("5.7.26", "550", "fails to pass SPF checks", "policy", False),
    ("5.7.1", "550", "Relay access denied", "policy", False),
    ("5.7.25", "550", "no reverse DNS for your server", "policy", False),
    ("", "550", "rejected by the recipient", "refused", False),
    ("5.1.1", "550", "Refused due to recipient preferences", "refused", False),
    ("5.7.0", "552", "the attachment contains a virus", "content", False),
    ("5.6.0", "554", "", "content", False),
    ("4.7.0", "421", "too many connections from your IP", "rate_limited", False),
    ("4.4.7", "", "delivery retry timeout exceeded", "unreachable", False),
    ("4.4.1", "421", "Connection timed out", "unreachable", False),
    ("5.3.0", "554", "Internal system error", "server_error", False),
    ("", "550", "550 5d2f9-77", "other", False),
    ("", "", "", "other", False),
]


class TestReportVerdict(BaseCase):
    def test_rows(self):
        for status, reply_code, said, reason, permanent in ROWS:
            with self.subTest(f"{status} {reply_code} {said}"):
                self.assertEqual(judge(status, reply_code, said), (reason, permanent))

    def test_every_reason_occurs(self):
        self.assertEqual({row[3] for row in ROWS}, set(REASONS))

    def test_only_these_reasons_can_be_permanent(self):
        self.assertEqual({row[3] for row in ROWS if row[4]}, set(PERMANENT_REASONS))

    def test_an_address_is_not_evidence(self):
        self.assertEqual(judge("", "", "<mailbox.full@spam.example>"), ("other", False))

    def test_the_notice_explains_what_the_server_did_not(self):
        said = ("554 Service unavailable", "mail.local: unknown mailbox: anne")
        self.assertEqual(judge("", "554", *said), ("address_unknown", True))

    def test_what_the_server_said_comes_first(self):
        said = ("552 mailbox full", "Check that the address is correct.")
        self.assertEqual(judge("", "552", *said), ("mailbox_full", False))

    def test_reply_codes(self):
        rows = [
            ("host said: 550 5.1.1 unknown", "550"),
            ("550-5.1.1 first line", "550"),
            ("'421' busy", ""),
            ("error 1550 of 250kB, 450.", ""),
        ]
        for text, code in rows:
            with self.subTest(text):
                self.assertEqual(find_reply(text), code)
