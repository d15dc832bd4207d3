# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The kit of the tests: a small named world, and mail that comes into it."""

from odoo.tests import TransactionCase, new_test_user

from ..tools.message.envelope import Envelope

DOMAIN = "inbound.example.com"
SENDER = "anne@customer.example"
OPERATOR = "mail_inbound.group_operator"


def make_mail(
    to=f"contacts@{DOMAIN}",
    sender=SENDER,
    subject="A question",
    body="Hello,\n\nplease call back.",
    content_type="text/plain; charset=utf-8",
    message_id="<question@customer.example>",
    **headers,
):
    """Return a message as raw bytes.

    :param headers: more headers; an underscore stands for a hyphen.
    """
    lines = {
        "From": f"Anne <{sender}>",
        "To": to,
        "Subject": subject,
        "Message-Id": message_id,
        "MIME-Version": "1.0",
        "Content-Type": content_type,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "\r\n".join(f"{name}: {value}" for name, value in lines.items())
    return f"{head}\r\n\r\n{body}\r\n".encode()


class InboundKit:
    """What tests of any kind call, once they can open cursors of their own."""

    @classmethod
    def make_world(cls):
        """Make an alias domain, an alias that makes contacts, and an operator."""
        cls.inbox = cls.env["mail.inbound.message"]
        cls.alias_domain = cls.env["mail.alias.domain"].create({"name": DOMAIN})
        cls.env.company.alias_domain_id = cls.alias_domain
        cls.alias = cls.env["mail.alias"].create(
            {
                "alias_name": "contacts",
                "alias_domain_id": cls.alias_domain.id,
                "alias_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )
        cls.operator = new_test_user(
            cls.env,
            "operator",
            groups=f"base.group_user,base.group_partner_manager,{OPERATOR}",
        )

    def accept(self, raw=None, recipients=(), channel="http", **origin):
        """Store a message; without ``raw``, one that the alias takes."""
        raw = make_mail() if raw is None else raw
        envelope = Envelope.of(SENDER, recipients)
        return self.inbox._accept(raw, envelope, channel, **origin)

    def deliver(self, *args, **kwargs):
        """Store and process a message; arguments of :meth:`accept`."""
        inbound = self.accept(*args, **kwargs)
        inbound._process()
        inbound.invalidate_recordset()
        return inbound

    def deliver_nowhere(self, **mail):
        """Store and process a message that no alias takes: it is held."""
        return self.deliver(make_mail(to=f"nobody@{DOMAIN}", **mail))

    def make_alias(self, name):
        """Make one more alias that makes contacts, for all transactions to see."""
        alias = self.alias.copy({"alias_name": name})
        self.env.flush_all()
        return alias

    def assertState(self, inbound, state, reason=None):
        """Check what a message has become, also in other transactions."""
        inbound.invalidate_recordset()
        self.assertEqual(inbound.state, state)
        if reason is not None:
            self.assertEqual(inbound.reason, reason)


class InboundCommon(InboundKit, TransactionCase):
    """Tests in one transaction: the cursors that the inbox opens share it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_world()

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
