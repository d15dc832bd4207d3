# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.message import addresses

# (as typed, as compared)
DOMAINS = [
    ("example.com", "example.com"),
    ("Example.COM", "example.com"),
    (" example.com ", "example.com"),
    ("example.com.", "example.com"),
    ("München.example", "xn--mnchen-3ya.example"),
    ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
    ("XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"),
    ("straße.example", "xn--strae-oqa.example"),
    ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
    ("mail。example", "mail.example"),  # the ideographic full stop
    ("ＥＸＡＭＰＬＥ.com", "example.com"),  # in wide letters
    ("localhost", "localhost"),
    ("under_score.example", "under_score.example"),  # no domain, but equal to itself
    ("Two words", "two words"),
    ("", ""),
]

ADDRESSES = [
    ("Info@Example.COM", "info@example.com"),
    ("  info@example.com ", "info@example.com"),
    ("info@MÜNCHEN.example", "info@xn--mnchen-3ya.example"),
    ('"a@b"@example.com', '"a@b"@example.com'),
    ("Postmaster", "postmaster"),
    ("", ""),
]

IS_DOMAIN = [
    ("example.com", True),
    ("localhost", True),
    ("xn--mnchen-3ya.example", True),
    ("a-b.example", True),
    ("", False),
    ("-a.example", False),
    ("a-.example", False),
    ("a..example", False),
    (".example", False),
    ("not a domain", False),
    ("me@example.com", False),
    ("under_score.example", False),
    ("münchen.example", False),  # not in its normalized form
    ("a" * 63 + ".example", True),
    ("a" * 64 + ".example", False),
]

SUBADDRESSES = [
    ("info+tag@example.com", "info@example.com"),
    ("info+a+b@example.com", "info@example.com"),
    ("info+@example.com", "info@example.com"),
    ("info@example.com", "info@example.com"),
    ("+tag@example.com", "+tag@example.com"),  # nobody is before the mark
]


class TestAddresses(BaseCase):
    def check(self, function, rows):
        """Check a function with each (argument, result) of a table."""
        for argument, result in rows:
            with self.subTest(argument):
                self.assertEqual(function(argument), result)

    def test_normalize_domain(self):
        self.check(addresses.normalize_domain, DOMAINS)

    def test_normalize(self):
        self.check(addresses.normalize, ADDRESSES)

    def test_is_domain(self):
        self.check(addresses.is_domain, IS_DOMAIN)

    def test_without_subaddress(self):
        self.check(addresses.without_subaddress, SUBADDRESSES)

    def test_split(self):
        rows = [
            ("info@example.com", ("info", "example.com")),
            ('"a@b"@example.com', ('"a@b"', "example.com")),
            ("info", ("info", "")),
            ("", ("", "")),
        ]
        self.check(addresses.split, rows)
