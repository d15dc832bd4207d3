# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import UserError

from .common import InboundCase


class TestRetention(InboundCase):
    def age(self, inbound, days):
        """Let a message be finished for so many days, if it is finished."""
        if inbound.finished_at:
            inbound.finished_at -= timedelta(days=days)
        inbound.flush_recordset()

    def vacuum(self):
        retention = self.env["mail.inbound.retention"]
        done = retention._gc_content(), retention._gc_rows()
        self.env.invalidate_all()
        return done

    def test_content_goes_after_its_days_and_the_rest_stays(self):
        old, young = self.deliver(), self.deliver()
        self.age(old, 31)
        self.age(young, 29)
        self.assertEqual(self.vacuum(), ((1, False), (0, False)))
        self.assertEqual((old._raw(), old.is_purged), (b"", True))
        self.assertEqual((old.subject, old.state), ("Question", "delivered"))
        self.assertTrue(young._raw())
        self.assertEqual(self.vacuum(), ((0, False), (0, False)), "never twice")

    def test_rows_go_later_with_their_deliveries(self):
        inbound = self.deliver()
        delivery, partner_id = inbound.delivery_ids, inbound.delivery_ids.res_id
        self.age(inbound, 181)
        self.assertEqual(self.vacuum()[1], (1, False))
        self.assertFalse(inbound.exists() or delivery.exists())
        self.assertTrue(self.env["res.partner"].browse(partner_id).exists())

    def test_failed_and_held_messages_stay(self):
        held = self.deliver_nowhere()
        waiting = self.accept()
        for inbound in held + waiting:
            self.assertFalse(inbound.finished_at)
        old = self.env.cr.now() - timedelta(days=1000)
        self.env.cr.execute(
            "UPDATE mail_inbound_message SET create_date = %s, write_date = %s",
            [old, old],
        )
        self.assertEqual(self.vacuum(), ((0, False), (0, False)))
        self.assertTrue(held._raw() and waiting._raw())

    def test_a_message_that_is_taken_up_again_starts_its_time_anew(self):
        inbound = self.deliver_nowhere()
        inbound.with_user(self.operator).action_discard()
        inbound.invalidate_recordset()
        self.age(inbound, 31)
        inbound.with_user(self.operator).action_retry()
        self.assertOutcome(inbound, "held")
        self.assertEqual(self.vacuum()[0], (0, False))

    def test_the_days_are_settings(self):
        self.env["ir.config_parameter"].set_param("mail_inbound.content_days", "5")
        self.env["ir.config_parameter"].set_param("mail_inbound.row_days", "7")
        inbound = self.deliver()
        self.age(inbound, 6)
        self.assertEqual(self.vacuum(), ((1, False), (0, False)))
        self.age(inbound, 2)
        self.assertEqual(self.vacuum(), ((0, False), (1, False)))

    def test_what_was_removed_cannot_be_tried_again(self):
        inbound = self.deliver_nowhere()
        inbound.with_user(self.operator).action_discard()
        inbound.invalidate_recordset()
        self.age(inbound, 31)
        self.vacuum()
        with self.assertRaisesRegex(UserError, "was removed"):
            inbound.with_user(self.operator).action_retry()
        with self.assertRaisesRegex(UserError, "was removed"):
            inbound.with_user(self.operator)._download()
        self.assertOutcome(inbound, "discarded")

    def test_autovacuum_finds_both(self):
        """The vacuum cleaner looks at every model, so each runs exactly once."""
        names = [
            (model._name, name)
            for model in self.env.values()
            if model._name.startswith("mail.inbound.")
            for name in dir(type(model))
            if getattr(getattr(type(model), name, None), "_autovacuum", False)
            and name.startswith("_gc_")
        ]
        self.assertEqual(
            sorted(names),
            [
                ("mail.inbound.identity", "_gc_old"),
                ("mail.inbound.retention", "_gc_content"),
                ("mail.inbound.retention", "_gc_rows"),
                ("mail.inbound.upload", "_gc_lost_files"),
            ],
        )
