# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Specification, "Receive emails with Odoo's default configuration", "Use multiple
Odoo subdomains", "Use a custom domain for inbound messages", "Redirections"."""

from odoo.tests import tagged

from .common import InboundCase
from .letters import OURS


@tagged("post_install", "-at_install")
class TestSpecDefaultConfig(InboundCase):
    def test_addresses_of_the_domain(self):
        """Catchall and bounce can be used and their address is respectively
        catchall@mydatabase.odoo.com, and bounce@mydatabase.odoo.com."""
        domain = self.env["mail.alias.domain"].create({"name": "fresh.example"})
        self.assertEqual(
            (domain.catchall_email, domain.bounce_email),
            ("catchall@fresh.example", "bounce@fresh.example"),
        )
        inbound = self.deliver(to="catchall@fresh.example")
        self.assertReturned(inbound, "catchall_direct")
        self.assertHeld(self._quietly_deliver("bounce@fresh.example"), "bounce_address")

    def _quietly_deliver(self, address):
        """Deliver a message after the notices so far were taken note of."""
        self._new_mails = self.env["mail.mail"]
        return self.deliver(to=address)

    def test_new_alias_works_at_once(self):
        """The info@mydatabase.odoo.com address can be used immediately. The same goes
        for any other alias created in other applications."""
        self.assertHeld(self.deliver(to=f"brandnew@{OURS}"), "no_route")
        self.make_alias("brandnew")
        self.assertDelivered(self.deliver(to=f"brandnew@{OURS}"))

    def test_new_domain_works_at_once(self):
        """The database domain is ready to be used to receive emails without any
        additional configuration."""
        domain = self.env["mail.alias.domain"].create({"name": "second.example"})
        self.make_alias("sales", alias_domain_id=domain.id)
        self.assertDelivered(self.deliver(to="sales@second.example"))


@tagged("post_install", "-at_install")
class TestSpecSubdomains(InboundCase):
    """Two companies, each with an alias domain of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_domain = cls.env["mail.alias.domain"].create(
            {"name": "second.example"}
        )
        cls.second = cls.env["res.company"].create(
            {
                "name": "Second",
                "email": "hello@second.example",
                "alias_domain_id": cls.second_domain.id,
            }
        )

    def test_bounce_comes_from_the_company_of_the_domain(self):
        """These domains must then be added to the alias domains to be used by a
        company."""
        self.deliver(to="catchall@second.example")
        notice = self.notices()
        self.assertIn("<bounce@second.example>", notice.email_from)
        self.assertIn("mailto:hello@second.example", notice.body_html)
        self.assertIn("The Second team", notice.body_html)

    def test_each_company_answers_for_itself(self):
        """If you have multiple companies, each one must be configured."""
        for name, address in (("Ours", OURS), ("Second", "second.example")):
            with self.subTest(name):
                self._new_mails = self.env["mail.mail"]
                self.deliver(to=f"catchall@{address}")
                self.assertIn(f"The {name} team", self.notices().body_html)

    def test_same_local_part_in_two_domains(self):
        """An alias is meant by its domain, too."""
        alias = self.make_alias(
            "office",
            alias_domain_id=self.second_domain.id,
            alias_defaults="{'name': 'At second'}",
        )
        inbound = self.deliver(to="office@second.example")
        self.assertDelivered(inbound)
        self.assertEqual(inbound.delivery_ids.alias_id, alias)

    def test_refused_in_the_name_of_the_company(self):
        """A notice of an alias that refuses comes from the company of its domain."""
        self.make_alias(
            "members",
            alias_domain_id=self.second_domain.id,
            alias_contact="partners",
        )
        self.assertReturned(self.deliver(to="members@second.example"), "alias_policy")
        self.assertIn("<bounce@second.example>", self.notices().email_from)


@tagged("post_install", "-at_install")
class TestSpecCustomDomain(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alias_domain.name = "my-custom-domain.example"

    def test_aliases_use_the_custom_domain(self):
        """All the aliases will use this custom domain."""
        self.assertEqual(self.office.alias_full_name, "office@my-custom-domain.example")
        self.assertDelivered(self.deliver(to="office@my-custom-domain.example"))

    def test_replies_use_the_custom_catchall(self):
        """Replies to other models are sent to the catchall through
        catchall@my-custom-domain.com."""
        record, message = self.make_thread()
        self.assertIn("<catchall@my-custom-domain.example>", message.reply_to)
        self.assertReplied(self.reply_to(message, to=message.reply_to), record)

    def test_former_domain(self):
        """Mail to the name that the domain had before still arrives."""
        self.assertDelivered(self.deliver(to=f"office@{OURS}"))
        self.assertReturned(self.deliver(to=f"catchall@{OURS}"), "catchall_direct")

    def test_former_domain_that_another_one_took_over(self):
        """Who has a name now goes before who had it."""
        taken = self.env["mail.alias.domain"].create({"name": OURS})
        alias = self.make_alias("office", alias_domain_id=taken.id)
        inbound = self.deliver(to=f"office@{OURS}")
        self.assertDelivered(inbound)
        self.assertEqual(inbound.delivery_ids.alias_id, alias)


@tagged("post_install", "-at_install")
class TestSpecRedirections(InboundCase):
    """``company.example`` redirects to the alias domain."""

    def redirect(self, local_part, **fields):
        """Deliver a message to ``company.example`` that was redirected to us."""
        return self.deliver(
            to=f"{local_part}@company.example",
            recipients=[f"{local_part}@{OURS}"],
            sender="anna@customer.example",
            **fields,
        )

    def test_alias(self):
        """info@company-name.com -> info@company-name.odoo.com"""
        inbound = self.redirect("office")
        self.assertDelivered(inbound)
        self.assertEqual(inbound.delivery_ids.recipient, f"office@{OURS}")

    def test_catchall(self):
        """catchall@company-name.com -> catchall@company-name.odoo.com"""
        record, message = self.make_thread()
        headers = {"References": message.message_id}
        self.assertReplied(self.redirect("catchall", headers=headers), record)
        self.assertReturned(self.redirect("catchall"), "catchall_direct")

    def test_bounce(self):
        """bounce@company-name.com -> bounce@company-name.odoo.com"""
        self.assertHeld(self.redirect("bounce"), "bounce_address")

    def test_header_of_the_mail_server(self):
        """Without an envelope the header of the mail server tells who is meant."""
        for header in ("Delivered-To", "X-Original-To", "Envelope-To"):
            with self.subTest(header):
                inbound = self.deliver(
                    to="office@company.example", headers={header: f"office@{OURS}"}
                )
                self.assertDelivered(inbound)

    def test_original_sender_remains(self):
        """With redirections, the original sender will always remain."""
        inbound = self.redirect(
            "office", headers={"Resent-From": "postmaster@company.example"}
        )
        message = self.assertDelivered(inbound).message_ids[-1]
        self.assertEqual(message.email_from, '"Anna" <anna@customer.example>')

    def test_forwarding_address_is_the_sender(self):
        """With forwarding, the address forwarding the email will be identified as the
        sender."""
        inbound = self.redirect("office", author="office@company.example")
        message = self.assertDelivered(inbound).message_ids[-1]
        self.assertEqual(message.email_from, "office@company.example")

    def test_renamed_catchall_becomes_an_alias(self):
        """It can be changed from catchall to temp-catchall. This will allow to use
        catchall as the local-part of another alias. The validation email will create a
        record."""
        self.alias_domain.catchall_alias = "temp-catchall"
        self.office.alias_name = "catchall"
        inbound = self.redirect(
            "catchall",
            author="forwarding-noreply@google.com",
            subject="Gmail Forwarding Confirmation",
            body="To confirm, follow https://mail.example/confirm?token=1",
        )
        contact = self.assertDelivered(inbound)
        self.assertIn("https://mail.example/confirm", contact.message_ids[-1].body)

    def test_change_back(self):
        """Do not forget to change back the alias of the sales team and the catchall
        value on the mail alias domain, just as they were before this procedure."""
        self.alias_domain.catchall_alias = "temp-catchall"
        self.office.alias_name = "catchall"
        self.office.alias_name = "office"
        self.alias_domain.catchall_alias = "catchall"
        self.assertReturned(self.redirect("catchall"), "catchall_direct")
        self.assertDelivered(self.redirect("office"))
        self.assertEqual(
            self.alias_domain.former_ids.mapped("address"), ["temp-catchall"]
        )
