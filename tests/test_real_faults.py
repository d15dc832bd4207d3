# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import contextlib
import logging
import os
import random
import time
import xmlrpc.client
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from odoo.tests import tagged

from .real.case import RECIPIENT, RealOdooCase
from .real.messages import plain_message
from .real.parts import wait_for
from .real.postgres_cluster import cluster_for
from .real.senders import TRY_AGAIN, GatewayScript, Senders

_logger = logging.getLogger(__name__)
_logger.setLevel(logging.INFO)  # the figures are shown whatever else is not

IS_FULL = bool(os.environ.get("MAIL_INBOUND_TEST_FULL"))
MESSAGES = 500 if IS_FULL else 100
STORED = 1000 if IS_FULL else 200
WORKERS = 8
FAULTS = Path(__file__).parent / "real/faults_addon/mail_inbound_faults"
POINTS = ("stored", "accepted", "begun", "routed", "created", "recorded", "processed")
SENDER = "anne@customer.example"

STORE = """
from odoo.addons.mail_inbound.tests.real.messages import plain_message
from odoo.addons.mail_inbound.tools.message.envelope import Envelope
for number in range({count}):
    raw = plain_message(f"Stored {{number}}", "{recipient}", f"{{number}}@a.example")
    envelope = Envelope(f"{{number}}@a.example", ("{recipient}",))
    env["mail.inbound.message"]._accept(raw, envelope, "http")
"""
WORK = """
from odoo.tools import SQL
while env["mail.inbound.message"]._attempt_one(SQL("state = 'received'")):
    pass
"""


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealFaults(RealOdooCase):
    """Odoo and PostgreSQL crash, and mail servers and workers do not wait for them."""

    extra_addons = (FAULTS,)

    @classmethod
    def prepare_database(cls, source):
        """Copy the template to a server that may be crashed."""
        cls.cluster = cluster_for(cls, source)
        cls.faults = cls.folder / "faults"
        cls.faults.mkdir()
        cls.environment = {"MAIL_INBOUND_FAULTS": str(cls.faults)}
        return cls.cluster.databases, source

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.odoo.call(
            "ir.config_parameter", "set_param", "mail.gateway.loop.threshold", "0"
        )
        cls.script = GatewayScript(cls.gateway_script, cls.odoo, cls.key)

    def setUp(self):
        super().setUp()
        if self.odoo.process.poll() is not None:
            self.restart()

    def restart(self):
        """Start Odoo again, whatever became of it."""
        self.odoo.kill()
        self.odoo.start()

    def run_scheduled_action(self):
        """Let the scheduled action take whatever waits, as if its time had come."""
        self.odoo.query(
            """UPDATE mail_inbound_message SET next_attempt = now() AT TIME ZONE 'UTC'
                WHERE state IN ('received', 'failed')"""
        )
        cron_id = self.record_id("mail_inbound", "ir_cron_process")
        self.odoo.call("ir.cron", "method_direct_trigger", [cron_id])

    def is_settled(self):
        """Run the scheduled action; return whether nothing waits any more."""
        with contextlib.suppress(xmlrpc.client.Fault):  # the action is running already
            self.run_scheduled_action()
        return not self.odoo.query(
            "SELECT FROM mail_inbound_message WHERE state IN ('received', 'failed')"
        )

    def assertEachOnce(self, subjects):
        """Each of these messages is in the inbox, and has become one lead."""
        wait_for("inbox in which nothing waits", self.is_settled, self.odoo.log)
        pattern = os.path.commonprefix(subjects) + "%"
        stored = self.odoo.query(
            """SELECT subject, state, message_id, error FROM mail_inbound_message
                WHERE subject LIKE %s ORDER BY subject""",
            pattern,
        )
        self.assertEqual([row[0] for row in stored], sorted(subjects))
        self.assertEqual([row for row in stored if row[1] != "delivered"], [])
        leads = self.odoo.query(
            "SELECT name FROM crm_lead WHERE name LIKE %s ORDER BY name", pattern
        )
        self.assertEqual([name for (name,) in leads], sorted(subjects))
        ((in_chatters,),) = self.odoo.query(
            "SELECT count(*) FROM mail_message WHERE message_id = ANY(%s)",
            [row[2] for row in stored],
        )
        self.assertEqual(in_chatters, len(subjects))

    def test_kills_at_random_moments(self):
        """Odoo is killed again and again, PostgreSQL crashes twice."""
        senders = Senders(self.script, MESSAGES)
        crashes = [MESSAGES // 3, MESSAGES * 2 // 3]
        next_kill = kills = 0
        senders.start()
        self.addCleanup(senders.join)
        while senders.are_busy:
            if crashes and senders.accepted >= crashes[0]:
                self.cluster.crash_and_recover()
                crashes.pop(0)
            if senders.accepted < next_kill:
                time.sleep(0.01)
                continue
            time.sleep(random.uniform(0, 0.3))
            self.restart()
            kills += 1
            next_kill = senders.accepted + random.randint(4, 14)
        self.assertFalse(crashes)
        self.assertGreater(kills, MESSAGES // 30)
        self.assertEqual(set(senders.statuses), {0, TRY_AGAIN})
        _logger.info(
            "%s messages, %s kills, %s answers to try again",
            *(MESSAGES, kills, senders.statuses.count(TRY_AGAIN)),
        )
        self.assertEachOnce(senders.subjects)

    def test_a_kill_between_each_two_steps(self):
        """Odoo ends behind each step; the mail server tries the message again."""
        subjects = []
        for point in POINTS:
            with self.subTest(point=point):
                subjects.append(f"Crash when {point}")
                raw = plain_message(subjects[-1], RECIPIENT, SENDER)
                (self.faults / point).touch()
                self.assertEqual(self.script.call(raw, SENDER), TRY_AGAIN)
                self.assertEqual(self.odoo.process.wait(30), 137)
                self.restart()
                self.assertEqual(self.script.call(raw, SENDER), 0)
        self.assertEachOnce(subjects)

    def test_what_a_crash_left_is_picked_up(self):
        """Nobody tries the message again but the scheduled action."""
        raw = plain_message("Left alone", RECIPIENT, SENDER)
        (self.faults / "recorded").touch()
        self.assertEqual(self.script.call(raw, SENDER), TRY_AGAIN)
        self.restart()
        self.assertFalse(self.leads("Left alone"))
        self.assertEachOnce(["Left alone"])

    def test_poison_is_held_and_the_others_delivered(self):
        poison = plain_message("Poison", RECIPIENT, SENDER)
        healthy = [f"Healthy {number}" for number in range(3)]
        for subject in healthy:
            self.assertEqual(self.script.call(poison, SENDER), TRY_AGAIN)
            self.restart()
            raw = plain_message(subject, RECIPIENT, SENDER)
            self.assertEqual(self.script.call(raw, SENDER), 0)
            self.assertEqual(self.wait_for_inbound(subject)["state"], "delivered")
        self.assertEqual(self.script.call(poison, SENDER), 0)
        inbound = self.wait_for_inbound("Poison")
        self.assertEqual((inbound["state"], inbound["reason"]), ("held", "interrupted"))
        self.assertFalse(self.leads("Poison"))
        self.assertEachOnce(healthy)

    def test_conflicts_are_no_interruptions(self):
        """A worker that meets conflicts tries again; it was not taken along."""
        for number in range(4):
            (self.faults / f"conflict-{number}").touch()
        raw = plain_message("Four conflicts", RECIPIENT, SENDER)
        self.assertEqual(self.script.call(raw, SENDER), 0)
        self.assertEqual(list(self.faults.glob("conflict-*")), [])
        inbound = self.wait_for_inbound("Four conflicts")
        self.assertEqual(inbound["state"], "delivered")

    def test_the_same_message_four_times_at_once(self):
        raw = plain_message("Four at once", RECIPIENT, SENDER)
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(lambda _: self.script.call(raw, SENDER), range(4)))
        self.assertEqual(statuses, [0] * 4)
        self.assertEachOnce(["Four at once"])

    def test_workers_share_what_waits(self):
        """Eight processes at once: none takes what another one has."""
        self.odoo.run_in_shells(STORE.format(count=STORED, recipient=RECIPIENT))
        start = time.monotonic()
        self.odoo.run_in_shells(WORK, WORKERS)
        took = time.monotonic() - start
        left = self.odoo.query(
            """SELECT subject, state, error FROM mail_inbound_message
                WHERE subject LIKE 'Stored %' AND state != 'delivered'"""
        )
        self.assertEqual(left, [])
        ((begun,),) = self.odoo.query(
            """SELECT count(*) FROM mail_inbound_start AS attempt
                 JOIN mail_inbound_message AS inbound ON inbound.id = inbound_id
                WHERE subject LIKE 'Stored %'"""
        )
        self.assertEqual(begun, STORED)
        _logger.info("%s messages, %s workers, %.1f s", STORED, WORKERS, took)
        self.assertEachOnce([f"Stored {number}" for number in range(STORED)])
