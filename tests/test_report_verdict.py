# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.report import PERMANENT_REASONS, REASONS
from ..tools.report.reason_codes import (
    REASON_BY_REPLY,
    REASON_BY_STATUS,
    REASON_BY_SUBJECT,
)
from ..tools.report.verdict import find_reply, judge, normalize

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
    # In other words that are clear enough.
    ("", "550", "550 evor@shop.example unknown user account", "address_unknown", True),
    ("", "", "This user doesn't have a shop.example account", "address_unknown", True),
    ("5.7.1", "550", "550 5.7.1 No such user!", "address_unknown", True),
    ("5.1.0", "550", "550 #5.1.0 Address rejected.", "address_unknown", True),
    ("5.7.1", "553", "553 Invalid recipient", "address_unknown", True),
    ("5.0.0", "550", "550 this address is invalid", "address_unknown", True),
    ("", "550", "550 unknown user (#5.1.1)", "address_unknown", True),
    ("5.2.1", "550", "550 5.2.1 Mailbox does not exist", "address_unknown", True),
    # Vague words say it only with a code that does not contradict.
    ("5.5.0", "550", "550 mailbox unavailable (S1)", "address_unknown", True),
    ("5.1.1", "", "recipient rejected", "address_unknown", True),
    ("5.2.0", "550", "550 5.2.0 mailbox unavailable", "address_unknown", False),
    ("", "", "The mailbox is unavailable", "address_unknown", False),
    ("4.2.0", "450", "450 4.2.0 mailbox unavailable", "address_unknown", False),
    ("4.0.0", "", "mailbox unavailable", "address_unknown", False),
    ("5.0.0", "451", "451 mailbox unavailable", "address_unknown", False),
    ("4.1.1", "", "", "address_unknown", False),
    ("5.2.1", "550", "550 5.2.1 mailbox unavailable", "suspended", False),
    ("5.2.2", "550", "550 5.2.2 mailbox unavailable", "mailbox_full", False),
    ("5.7.1", "554", "554 5.7.1 Recipient address rejected: NO", "policy", False),
    ("5.6.0", "550", "550 5.6.0 Recipient rejected: media", "content", False),
    ("5.4.9", "550", "550 5.4.9 recipient rejected", "unreachable", False),
    ("5.3.2", "521", "521 5.3.2 recipient rejected", "server_error", False),
    # A reason that is given counts, whatever stands beside it.
    ("5.2.1", "550", "mailbox unavailable. Your IP is blacklisted", "spam", False),
    ("", "550", "mailbox unavailable: policy restrictions", "policy", False),
    ("", "550", "mailbox unavailable: invalid DNS resource record", "policy", False),
    ("", "550", "mailbox unavailable: sender address rejected", "refused", False),
    ("", "550", "mailbox unavailable: HELO is invalid", "policy", False),
    ("", "550", "mailbox unavailable: From header missing", "content", False),
    ("", "550", "mailbox unavailable: IPv6 not yet", "policy", False),
    ("", "550", "mailbox unavailable: rate limit", "rate_limited", False),
    ("5.1.1", "550", "recipient rejected: bad reputation", "spam", False),
    ("5.1.4", "550", "recipient address is ambiguous", "server_error", False),
    # What may be otherwise tomorrow.
    ("4.3.0", "451", "user not found, try again later", "address_unknown", False),
    ("4.1.6", "450", "user has moved", "moved", False),
    # After the whole message, or without saying who: a filter may have spoken.
    ("", "550", "550 User unknown (in reply to end of DATA)", "address_unknown", False),
    ("", "550", ">>> DATA <<< 550 Unknown user", "address_unknown", False),
    ("", "550", "550 No such user [EOD]", "address_unknown", False),
    ("", "550", "550 user not exist [DATA]", "address_unknown", False),
    ("", "550", "550 mailbox unavailable [DATA]", "address_unknown", False),
    ("5.1.1", "550", "550 mailbox unavailable [DATA]", "address_unknown", True),
    ("5.1.1", "550", "550 User unknown [DATA]", "address_unknown", True),
    ("", "550", "550 No such mailbox [DATA]", "address_unknown", True),
    ("5.2.0", "550", "550 : User unknown", "address_unknown", False),
    ("5.1.351", "550", "x -> 550 : User unknown", "address_unknown", False),
    ("", "550", "550 Unknown user anne@shop.example", "address_unknown", False),
    ("", "550", "550 Unknown user <anne@shop.example>", "address_unknown", True),
    ("5.2.1", "550", "550 5.2.1 <@>... User unknown", "address_unknown", False),
    ("5.2.1", "550", "550 User unknown (after RCPT TO)", "address_unknown", True),
    ("5.2.1", "550", "does not like recipient: user unknown", "address_unknown", True),
    ("", "550", ">>> DATA <<< 503 Need RCPT 550 User unknown", "address_unknown")
    + (False,),
    # No such domain, or it takes no mail.
    ("5.4.4", "", "Host or domain name not found", "domain_not_found", True),
    ("", "", "Unrouteable address", "domain_not_found", True),
    ("5.1.10", "556", "domain has a null MX", "domain_not_found", True),
    ("", "556", "", "domain_not_found", True),
    ("4.4.3", "", "Host not found, try again", "unreachable", False),
    ("4.0.0", "", "DNS lookup: NXDOMAIN domain name not found", "unreachable", False),
    ("5.1.6", "551", "551 not our customer", "moved", True),
    ("", "", "Anne has left the company", "moved", True),
    ("5.1.2", "", "", "domain_not_found", True),
    # What is said of the sender is no news of the recipient.
    ("", "550", "user unknown (in reply to MAIL FROM command)", "refused", False),
    ("", "550", "user unknown after initial connection", "refused", False),
    ("", "550", ">>> MAIL From:<a@b.example> <<< 550 no such domain", "refused", False),
    ("", "550", "550 no such user [MAIL_FROM]", "refused", False),
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

STATUS_REASONS = {
    "1.1": "address_unknown",
    "1.2": "domain_not_found",
    "1.3": "address_unknown",
    "1.4": "server_error",
    "1.6": "moved",
    "1.7": "refused",
    "1.8": "refused",
    "1.10": "address_unknown",
    "1.351": "address_unknown",
    "2.1": "suspended",
    "2.2": "mailbox_full",
    "2.3": "too_large",
    "3.4": "too_large",
    "4.4": "domain_not_found",
    "4.310": "domain_not_found",
    "5.3": "rate_limited",
    "7.13": "suspended",
    "7.28": "rate_limited",
    # These are not named: their subject speaks.
    "3.9": "server_error",
    "4.9": "unreachable",
    "5.9": "server_error",
    "6.9": "content",
    "7.9": "policy",
}
REPLY_REASONS = {
    "421": "unreachable",
    "450": "other",
    "452": "server_error",
    "521": "domain_not_found",
    "530": "policy",
    "535": "policy",
    "551": "moved",
    "552": "mailbox_full",
    "556": "domain_not_found",
}


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

    def test_each_code_has_its_reason(self):
        rows = [
            *((f"5.{code}", "", reason) for code, reason in STATUS_REASONS.items()),
            *(("", code, reason) for code, reason in REPLY_REASONS.items()),
        ]
        for status, reply_code, reason in rows:
            with self.subTest(f"{status} {reply_code}"):
                self.assertEqual(judge(status, reply_code, "")[0], reason)
        tables = (REASON_BY_STATUS, REASON_BY_SUBJECT, REASON_BY_REPLY)
        self.assertEqual(len(rows), sum(map(len, tables)), "each row has a case")

    def test_what_the_reporting_server_adds_is_not_said(self):
        rows = [
            "550 no (in reply to RCPT TO command)",
            "SMTP error from remote mail server after RCPT TO:<@>: 550 no",
            "host relay.spam.example[192.0.2.7] said: 550 no",
            "host mx.spam.example [192.0.2.7]: 550 no",
            "5.3.0 - Other mail system problem 550 no",
        ]
        for text in rows:
            with self.subTest(text):
                self.assertEqual(normalize(text).strip(), "550 no")

    def test_the_report_explains_what_the_server_did_not(self):
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
            ("mailbox unavailable [SMTP Error Code 550]", "550"),
            ("unavailable (554)", "554"),
        ]
        for text, code in rows:
            with self.subTest(text):
                self.assertEqual(find_reply(text), code)
