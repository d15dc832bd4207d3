# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..tools.message.domains import AliasDomain, AliasDomains

OURS = AliasDomain(
    id=1,
    names=("ours.example", "former.example"),
    catchalls=("catchall", "oldcatchall"),
    bounces=("bounce", "oldbounce"),
    has_subaddresses=True,
    default_from="notifications@ours.example",
)
OTHER = AliasDomain(id=2, names=("other.example",), catchalls=("replies",))
TAKEN = AliasDomain(id=3, names=("former.example",), catchalls=("catchall",))
DOMAINS = AliasDomains((OURS, OTHER))

# (address, catchall?, bounce?)
SPECIAL = [
    ("catchall@ours.example", True, False),
    ("oldcatchall@ours.example", True, False),
    ("catchall@former.example", True, False),
    ("catchall+tag@ours.example", True, False),
    ("bounce@ours.example", False, True),
    ("oldbounce@former.example", False, True),
    ("bounce+123@ours.example", False, True),
    ("replies@other.example", True, False),
    ("catchall@other.example", False, False),
    ("bounce@other.example", False, False),
    ("catchall@foreign.example", False, False),
    ("mycatchall@ours.example", False, False),
    ("catchall", False, False),
]


class TestAliasDomains(BaseCase):
    def test_domain_of_an_address(self):
        for address, domain in (
            ("x@ours.example", OURS),
            ("x@former.example", OURS),
            ("x@other.example", OTHER),
            ("x@foreign.example", None),
            ("x@sub.ours.example", None),
            ("ours.example", None),
        ):
            with self.subTest(address):
                self.assertEqual(DOMAINS.of(address), domain)

    def test_present_name_goes_before_a_former_one(self):
        domains = AliasDomains((OURS, TAKEN))
        self.assertEqual(domains.of("x@former.example"), TAKEN)
        self.assertEqual(domains.of("x@ours.example"), OURS)

    def test_catchall_and_bounce(self):
        for address, is_catchall, is_bounce in SPECIAL:
            with self.subTest(address):
                self.assertEqual(DOMAINS.is_catchall(address), is_catchall)
                self.assertEqual(DOMAINS.is_bounce(address), is_bounce)
                self.assertEqual(DOMAINS.is_special(address), is_catchall or is_bounce)

    def test_sender_of_notifications(self):
        self.assertTrue(DOMAINS.is_special("notifications@ours.example"))
        self.assertFalse(DOMAINS.is_special("notifications@other.example"))

    def test_canonical(self):
        for address, canonical in (
            ("x@former.example", "x@ours.example"),
            ("x@ours.example", "x@ours.example"),
            ("x@foreign.example", "x@foreign.example"),
        ):
            with self.subTest(address):
                self.assertEqual(DOMAINS.canonical(address), canonical)

    def test_forms(self):
        for address, forms in (
            ("x+y@former.example", ("x+y@ours.example", "x@ours.example")),
            ("x@ours.example", ("x@ours.example",)),
            ("x+y@other.example", ("x+y@other.example",)),
            ("x+y@foreign.example", ("x+y@foreign.example",)),
        ):
            with self.subTest(address):
                self.assertEqual(DOMAINS.forms(address), forms)

    def test_names(self):
        self.assertEqual(
            DOMAINS.names, {"ours.example", "former.example", "other.example"}
        )

    def test_a_domain_of_which_nothing_else_is_known(self):
        domain = AliasDomain(0, ("ours.example",))
        self.assertEqual(domain.catchall_policy, "return")
        self.assertFalse(domain.catchall_alias_id or domain.fallback_alias_id)
        self.assertFalse(AliasDomains((domain,)).is_special("catchall@ours.example"))
        self.assertFalse(domain.default_from or domain.company_ids)

    def test_no_domains(self):
        self.assertFalse(AliasDomains().is_special("catchall@ours.example"))
        self.assertEqual(AliasDomains().forms("x@y.example"), ("x@y.example",))
