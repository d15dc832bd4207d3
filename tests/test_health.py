# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import InboundCase
from .letters import CATCHALL, OFFICE, OURS


@tagged("post_install", "-at_install")
class TestHealth(InboundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.env.ref("base.user_admin")
        cls.env["mail.alias"].search([]).alias_incoming_local = False
        cls.process_cron = cls.env.ref("mail_inbound.ir_cron_process")
        cls.env["ir.cron"].search([]).write(
            {"lastcall": cls.env.cr.now(), "failure_count": 0}
        )

    def _check(self, title):
        """Return level and sentence of the findings of one check."""
        self.env.flush_all()
        health = self.env["mail.inbound.health"].with_user(self.user)
        action = health.action_open()
        lines = health.search(action["domain"]).filtered(lambda it: it.title == title)
        self.lines = lines
        return [(line.level, line.sentence) for line in lines]

    def assertFinding(self, title, level, *words):
        """Assert that the only finding of a check has a level and these words."""
        ((found, sentence),) = self._check(title)
        self.assertEqual(found, level, sentence)
        for word in words:
            self.assertIn(word, sentence)

    def test_a_bad_parameter_is_told_with_the_default(self):
        self.assertFinding("Parameters", "ok")
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.minutes", "60")
        self.env.cr.execute(
            """UPDATE ir_config_parameter SET value = 'often'
                WHERE key = 'mail.gateway.loop.minutes'"""
        )
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.assertFinding("Parameters", "warning", "often", "default instead: 120")
        action = self.lines.action_fix()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.key, "mail.gateway.loop.minutes")

    def test_a_threshold_of_zero_is_told(self):
        self.assertFinding("Loop Protection", "ok")
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", "0")
        self.assertFinding("Loop Protection", "warning", "Switched off")

    def test_a_missing_alias_domain_is_told(self):
        self.assertFinding("Alias Domains", "ok", OURS)
        self.assertFinding("Companies", "ok")
        self.env["res.company"].search([]).alias_domain_id = False
        self.assertFinding("Companies", "warning", self.env.company.name)
        self.env["mail.alias"].search([]).write({"alias_domain_id": False})
        self.env["mail.alias.domain"].search([]).unlink()
        self.assertFinding("Alias Domains", "error", "There is none")

    def test_aliases_for_any_domain_are_told(self):
        self.assertFinding("Local-Part Detection", "ok")
        self.office.alias_incoming_local = True
        self.assertFinding("Local-Part Detection", "warning", "alone: 1.")
        self.assertEqual(
            self.lines.action_fix()["domain"], [["id", "in", self.office.ids]]
        )
        set_param = self.env["ir.config_parameter"].set_param
        set_param("mail.catchall.domain.allowed", "customer.example")
        self.assertFinding("Local-Part Detection", "ok")

    def test_conflicts_are_told(self):
        elsewhere = self.env["mail.alias.domain"].create({"name": "else.example"})
        self.make_alias("office", alias_domain_id=elsewhere.id)
        self.assertFinding("Conflicts between Aliases", "ok")
        self.office.alias_incoming_local = True
        self.assertFinding("Conflicts between Aliases", "warning", OFFICE)

    def test_held_messages_are_told(self):
        self.assertFinding("Held Messages", "ok")
        self.alias_domain.catchall_policy = "hold"
        inbound = self.receive(CATCHALL)
        self.assertFinding("Held Messages", "warning", "1")
        action = self.lines.action_fix()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, inbound)

    def test_messages_that_wait_too_long_are_told(self):
        inbound = self.receive()
        self.assertFinding("Waiting Messages", "ok")
        inbound._set_state("received", next_attempt="2020-02-02 20:20:20")
        self.assertFinding("Waiting Messages", "error", "by now: 1")
        inbound.next_attempt = "2100-01-01 00:00:00"
        self.assertFinding("Waiting Messages", "ok")

    def test_that_nobody_is_told_is_told(self):
        title = "Notices of Held Messages"
        self.env["res.config.settings"].create(
            {"mail_inbound_notify_group_id": False}
        ).execute()
        self.assertFinding(title, "warning", "Nobody is told")
        self.assertTrue(self.lines.action_fix())
        self.env["res.config.settings"].create(
            {
                "mail_inbound_notify_group_id": self.env.ref(
                    "mail_inbound.group_operator"
                ).id
            }
        ).execute()
        self.assertFinding(title, "ok", "Olive Operator")

    def test_that_nothing_brings_mail_is_told(self):
        """Neither a gateway nor a server is no well, and not both are needed."""
        self.env["mail.inbound.gateway"].search([]).active = False
        self.env["fetchmail.server"].search([]).active = False
        self.env["mail.inbound.message"].search([]).unlink()
        self.assertEqual(self._check("Gateways"), [])
        self.assertEqual(self._check("Incoming Mail Servers"), [])
        title = "How Mail Comes In"
        self.assertFinding(title, "error", "Nothing brings mail")
        self.env["mail.inbound.gateway"].create({"name": "mx.far.example"})
        self.assertFinding(title, "warning", "No message has come in yet")
        self.receive().channel = "upload"
        self.assertFinding(title, "warning", "No message has come in yet")
        self.receive()
        self.assertFinding(title, "ok", "(UTC): Gateway")

    def test_unused_gateways_are_told(self):
        self.env["mail.inbound.gateway"].search([]).active = False
        gateway = self.env["mail.inbound.gateway"].create({"name": "mx.ours.example"})
        self.assertFinding("Gateways", "warning", "mx.ours.example has no key")
        gateway._generate_key()
        self.assertFinding("Gateways", "warning", "never used")
        self.receive().gateway_id = gateway
        self.assertFinding("Gateways", "ok")

    def test_scheduled_actions_that_are_off_are_told(self):
        self.assertFinding("Scheduled Actions", "ok")
        self.process_cron.active = False
        self.assertFinding("Scheduled Actions", "error", "process what is due")

    def test_scheduled_actions_that_fail_are_told(self):
        self.process_cron.write(
            {"failure_count": 3, "first_failure_date": "2026-02-02 20:20:20"}
        )
        self.assertFinding("Scheduled Actions", "error", "2026-02-02", "3 times")

    def test_scheduled_actions_that_do_not_run_are_told(self):
        """What counts is the last run, whatever the next one is to be."""
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE ir_cron
                  SET write_date = '2026-01-01', nextcall = '2100-01-01',
                      lastcall = now() AT TIME ZONE 'UTC' - interval '13 minutes'
                WHERE id = %s""",
            [self.process_cron.id],
        )
        self.env.invalidate_all()
        self.assertFinding("Scheduled Actions", "error", "has not run since")
        self.env["ir.cron.progress"].create({"cron_id": self.process_cron.id})
        self.assertFinding("Scheduled Actions", "ok")

    def test_the_schedule_that_fetches_counts_where_there_are_servers(self):
        self.env["fetchmail.server"].search([]).active = False
        fetch = self.env.ref("mail.ir_cron_mail_gateway_action")
        self.assertFalse(fetch.active)
        self.assertFinding("Scheduled Actions", "ok")
        server = self.env["fetchmail.server"].create({"name": "Mailbox"})
        server.state = "done"
        self.assertFinding("Scheduled Actions", "ok")
        fetch.failure_count = 1
        self.assertFinding("Scheduled Actions", "error", "Fetchmail Service")

    def test_the_worst_comes_first_and_nothing_is_left_over(self):
        self.process_cron.active = False
        self._check("Gateways")
        self._check("Gateways")
        lines = self.env["mail.inbound.health"].with_user(self.user).search([])
        self.assertEqual(lines[0].level, "error")
        self.assertEqual(
            len(lines.filtered(lambda it: it.title == "Scheduled Actions")), 1
        )

    def test_only_administrators_may_look(self):
        with self.assertRaises(AccessError):
            self.env["mail.inbound.health"].with_user(self.operator).action_open()
