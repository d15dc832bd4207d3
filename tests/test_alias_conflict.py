# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from psycopg2 import IntegrityError

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import InboundCase
from .letters import OFFICE


@tagged("post_install", "-at_install")
class TestAliasConflict(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["mail.alias.domain"].create({"name": "else.example"})
        cls.other = cls.make_alias("office", alias_domain_id=cls.elsewhere.id)

    def _received_by(self, recipient):
        """Return the aliases that a message is delivered to."""
        deliveries = self.simulate(recipients=recipient).deliveries
        return {delivery["alias_id"] for delivery in deliveries}

    def test_the_same_name_at_two_domains_is_none(self):
        self.assertFalse(self.office.inbound_conflicts)
        self.assertEqual(self._received_by("office@else.example"), {self.other.id})

    def test_an_alias_that_takes_the_mail_of_another_is_told(self):
        self.office.alias_incoming_local = True
        both = {self.office.id, self.other.id}
        self.assertEqual(self._received_by("office@else.example"), both)
        self.assertIn(
            "Mail to office@else.example comes here", self.office.inbound_conflicts
        )
        self.assertIn(f"also goes to the alias {OFFICE}", self.other.inbound_conflicts)
        self.assertEqual(self._received_by(OFFICE), {self.office.id})

    def test_two_that_detect_by_name_are_told(self):
        (self.office + self.other).alias_incoming_local = True
        for alias in self.office + self.other:
            self.assertIn("each gets the mail of the other", alias.inbound_conflicts)

    def test_it_is_shown_while_somebody_edits(self):
        with Form(self.office) as form:
            self.assertFalse(form.inbound_conflicts)
            form.alias_incoming_local = True
            self.assertIn("office@else.example", form.inbound_conflicts)
            form.alias_name = "office2"
            self.assertFalse(form.inbound_conflicts)

    def test_the_limit_of_an_alias_needs_minutes(self):
        with Form(self.office) as form:
            form.inbound_has_loop_limit = True
            form.inbound_loop_threshold = 5
            form.inbound_loop_minutes = 60
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.office.inbound_loop_minutes = 0
            self.office.flush_recordset()
