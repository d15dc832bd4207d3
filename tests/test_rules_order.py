# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase

from ..models.mail_inbound_router import RULES, MailInboundRouter
from ..models.mail_inbound_router_aliases import MailInboundRouterAliases
from ..models.mail_inbound_router_known import MailInboundRouterKnown
from ..models.mail_inbound_router_replies import MailInboundRouterReplies
from ..models.mail_inbound_router_special import MailInboundRouterSpecial

WITH_RULES = (
    MailInboundRouterAliases,
    MailInboundRouterKnown,
    MailInboundRouterReplies,
    MailInboundRouterSpecial,
)


class TestRulesOrder(BaseCase):
    def test_order(self):
        """The order is a decision: who changes it changes where mail goes."""
        self.assertEqual(
            RULES,
            (
                "_rule_operator",
                "_rule_own_bounce",
                "_rule_known_message",
                "_rule_report",
                "_rule_recipients",
                "_rule_automatic",
                "_rule_reply",
                "_rule_original_message",
                "_rule_special_address",
                "_rule_alias",
                "_rule_fallback_model",
                "_rule_catchall",
                "_rule_fallback_alias",
            ),
        )

    def test_every_rule_is_in_it(self):
        rules = {
            name
            for model in (MailInboundRouter, *WITH_RULES)
            for name in dir(model)
            if name.startswith("_rule_")
        }
        self.assertEqual(rules, set(RULES))
