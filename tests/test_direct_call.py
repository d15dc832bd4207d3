# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import InboundCase
from .letters import make_raw


@tagged("post_install", "-at_install")
class TestDirectCall(InboundCase):
    @mute_logger("odoo.sql_db")
    def test_an_error_at_one_alias_loses_the_message_at_none(self):
        """The call is undone as a whole, so nothing may be called delivered."""
        broken = self.make_alias("broken", alias_defaults="{'type': 'nonsense'}")
        both = f"{self.office.alias_full_name}, {broken.alias_full_name}"
        raw = make_raw(to=both, subject="For both")
        self.env.flush_all()
        # `assertRaises` would undo what is kept, for the cursor is the test's own here
        try:
            self.call(raw)
        except ValueError as error:
            self.assertIn("nonsense", str(error))
        else:
            self.fail("The caller was not told")
        self.env.invalidate_all()
        kept = self.inbox.search([("subject", "=", "For both")])
        self.assertOutcome(kept, "failed", "error")
        self.assertEqual(kept.delivery_ids.mapped("state"), ["failed"])
        broken.alias_defaults = "{}"
        self.env.flush_all()
        kept._process()
        self.env.invalidate_all()
        self.assertOutcome(kept, "delivered", "new_record")
        self.assertEqual(kept.delivery_ids.alias_id, self.office | broken)
