# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from psycopg2 import IntegrityError

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .simulation_case import SimulationCase


@tagged("post_install", "-at_install")
class TestAliasConflict(SimulationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["mail.alias.domain"].create({"name": "else.example"})
        cls.other = cls._make_alias("desk", alias_domain_id=cls.elsewhere.id)

    def _received_by(self, recipient):
        """Return the aliases that a message is delivered to."""
        deliveries = self._simulate(recipients=recipient).deliveries
        return {delivery["alias_id"] for delivery in deliveries}

    def test_the_same_name_at_two_domains_is_none(self):
        self.assertFalse(self.alias.inbound_conflicts)
        self.assertEqual(self._received_by("desk@else.example"), {self.other.id})

    def test_an_alias_that_takes_the_mail_of_another_is_told(self):
        self.alias.alias_incoming_local = True
        both = {self.alias.id, self.other.id}
        self.assertEqual(self._received_by("desk@else.example"), both)
        self.assertIn(
            "Mail to desk@else.example comes here", self.alias.inbound_conflicts
        )
        self.assertIn("also goes to the alias desk@here", self.other.inbound_conflicts)
        self.assertEqual(self._received_by("desk@here.example"), {self.alias.id})

    def test_two_that_detect_by_name_are_told(self):
        (self.alias + self.other).alias_incoming_local = True
        for alias in self.alias + self.other:
            self.assertIn("each gets the mail of the other", alias.inbound_conflicts)

    def test_it_is_shown_while_somebody_edits(self):
        with Form(self.alias) as form:
            self.assertFalse(form.inbound_conflicts)
            form.alias_incoming_local = True
            self.assertIn("desk@else.example", form.inbound_conflicts)
            form.alias_name = "desk2"
            self.assertFalse(form.inbound_conflicts)

    def test_the_limit_of_an_alias_needs_minutes(self):
        with Form(self.alias) as form:
            form.inbound_has_loop_limit = True
            form.inbound_loop_threshold = 5
            form.inbound_loop_minutes = 60
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.alias.inbound_loop_minutes = 0
            self.alias.flush_recordset()
