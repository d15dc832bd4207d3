# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Catchall", and what the inbox makes of direct mail to it."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import CATCHALL, OURS


@tagged("post_install", "-at_install")
class TestSpecCatchall(InboundCase):
    def test_reply_address_without_alias(self):
        """If an application does not have an alias, a generic fallback alias is used:
        the catchall. An email sent from a chatter has a reply address set to this
        catchall alias."""
        _record, message = self.make_thread()
        self.assertIn(f"<{CATCHALL}>", message.reply_to)

    def test_default_local_part(self):
        """By default, the local-part catchall will be used."""
        self.assertEqual(self.alias_domain.catchall_email, CATCHALL)

    def test_reply_is_posted(self):
        """A reply sent to the catchall is posted to the right chatter thanks to the
        message-id header."""
        record, message = self.make_thread()
        self.make_thread("Order 2")
        self.assertReplied(self.reply_to(message, to=CATCHALL), record)

    def test_direct_message_makes_no_record(self):
        """An email to the catchall always needs to be a reply to a previous email sent
        from the database."""
        before = self.env["res.partner"].search_count([])
        self.assertReturned(self.deliver(to=CATCHALL), "catchall_direct")
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_direct_message_is_answered(self):
        """If an email is sent directly to the catchall, the sender will receive the
        following message."""
        self.deliver(to=CATCHALL)
        notice = self.notices("anna@customer.example")
        self.assertEqual(len(notice), 1)
        self.assertIn("MAILER-DAEMON", notice.email_from)
        self.assertIn(f"The email sent to {CATCHALL} cannot be", notice.body_html)
        self.assertIn("is used to collect replies", notice.body_html)
        self.assertRegex(notice.body_html, "Hello .*Anna")
        self.assertRegex(notice.body_html, r"(?s)<blockquote>.*How much is it\?")

    def test_notice_names_the_email_of_the_company(self):
        """The email address info@company-name.com displayed in the screenshot above is
        the email address set on the company."""
        self.company.email = "contact@elsewhere.example"
        self.deliver(to=CATCHALL)
        self.assertIn("mailto:contact@elsewhere.example", self.notices().body_html)

    def test_direct_call_is_answered_too(self):
        """If an email is sent directly to the catchall, the sender will receive the
        following message."""
        self.call(to=CATCHALL)
        self.assertIn("cannot be processed", self.notices().body_html)
        self.assertReturned(self.inbox.search([], limit=1), "catchall_direct")

    def test_direct_message_stays_readable(self):
        """The inbox keeps what it returned."""
        inbound = self.deliver(to=CATCHALL)
        self.assertIn(b"How much is it?", inbound._raw())

    def test_reply_to_a_former_catchall(self):
        """If this value is modified, previous emails sent from the database will still
        have the previous local-part values: replies must be received all the same."""
        record, message = self.make_thread()
        self.alias_domain.catchall_alias = "replies"
        self.assertReplied(self.reply_to(message, to=CATCHALL), record)

    def test_former_catchall_is_no_unknown_address(self):
        """Mail to the former catchall is treated as mail to the present one."""
        self.alias_domain.catchall_alias = "replies"
        self.assertReturned(self.deliver(to=CATCHALL), "catchall_direct")
        former = self.alias_domain.former_ids
        self.assertEqual((former.kind, former.address), ("catchall", "catchall"))

    def test_removed_former_catchall(self):
        """A former address that was removed is an unknown one."""
        self.alias_domain.catchall_alias = "replies"
        self.alias_domain.former_ids.unlink()
        self.assertHeld(self.deliver(to=CATCHALL), "no_route")


@tagged("post_install", "-at_install")
class TestCatchallPolicies(InboundCase):
    def test_hold(self):
        self.alias_domain.catchall_policy = "hold"
        self.assertHeld(self.deliver(to=CATCHALL), "catchall_direct")

    def test_alias(self):
        self.alias_domain.write(
            {"catchall_policy": "alias", "catchall_alias_id": self.office.id}
        )
        inbound = self.deliver(to=CATCHALL)
        self.assertDelivered(inbound)
        self.assertTrace(inbound, "catchall", "route", alias=f"office@{OURS}")

    def test_alias_that_was_deleted(self):
        """Without its alias the policy is the default one: nothing gets lost."""
        gone = self.make_alias("gone")
        self.alias_domain.write(
            {"catchall_policy": "alias", "catchall_alias_id": gone.id}
        )
        gone.unlink()
        self.assertReturned(self.deliver(to=CATCHALL), "catchall_direct")

    def test_catchall_and_alias(self):
        """The alias counts where the message names both."""
        inbound = self.deliver(to=f"{CATCHALL}, office@{OURS}")
        self.assertDelivered(inbound)
        self.assertFalse(self.notices())

    def test_catchall_among_strangers(self):
        """Unknown addresses beside the catchall change nothing."""
        inbound = self.deliver(to="x@customer.example", headers={"Cc": CATCHALL})
        self.assertReturned(inbound, "catchall_direct")

    def test_envelope_says_catchall(self):
        """What the header names is no business of a message for the catchall."""
        inbound = self.deliver(to="list@customer.example", recipients=[CATCHALL])
        self.assertReturned(inbound, "catchall_direct")

    def test_provider_asks_to_confirm(self):
        """Some providers ask to validate the redirection by sending a link to the
        target email address: the link can be followed from the inbox."""
        for address in (CATCHALL, f"bounce@{OURS}"):
            inbound = self.deliver(
                to=address,
                author="forwarding-noreply@google.com",
                subject="Gmail Forwarding Confirmation",
                body="To confirm, follow https://mail.example/confirm?token=1",
            )
            self.assertHeld(inbound, "provider_validation")
            self.assertIn(b"https://mail.example/confirm", inbound._raw())

    def test_notice_of_ours_is_not_answered(self):
        """An answer to a notice of ours ends here, or it would never end."""
        self.deliver(to=CATCHALL)
        tag = self.notices().references.split()[-1]
        self._new_mails = self.env["mail.mail"]
        for header in ("References", "In-Reply-To"):
            inbound = self.deliver(to=CATCHALL, headers={header: tag})
            self.assertDiscarded(inbound, "loop_own_bounce")
