# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import time

from odoo.tests import BaseCase, tagged

from .real.case import free_port, set_up_leads
from .real.database_server import DatabaseServer
from .real.messages import plain_message
from .real.odoo_server import OdooServer
from .real.parts import service_folder, template, wait_for
from .real.relay import Relay

DOMAINS = ("one.example", "two.example")
QUIET_SECONDS = 5


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealRobots(BaseCase):
    """Two databases whose aliases answer by themselves write to each other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.relay = Relay(free_port())
        cls.relay.start()
        cls.addClassCleanup(cls.relay.stop)
        cls.odoos = [cls.start_odoo(domain) for domain in DOMAINS]

    @classmethod
    def start_odoo(cls, domain):
        """Start an Odoo that refuses strangers at ``info@``, and tells them so."""
        databases, source = DatabaseServer.of_this_process(), template()
        database = f"{source}_robots_{domain.partition('.')[0]}"
        cls.addClassCleanup(databases.drop_database, database)
        databases.copy_database(source, database)
        folder = service_folder(cls) / domain
        folder.mkdir(exist_ok=True)
        odoo = OdooServer(databases, database, folder, free_port())
        cls.addClassCleanup(odoo.kill)
        odoo.start()
        key = set_up_leads(odoo)
        domains = odoo.call("mail.alias.domain", "search", [])
        odoo.call("mail.alias.domain", "write", domains, {"name": domain})
        # copies of one database would take the tags of the other for their own
        odoo.call("ir.config_parameter", "set_param", "database.secret", domain)
        aliases = odoo.call("mail.alias", "search", [("alias_name", "=", "info")])
        odoo.call("mail.alias", "write", aliases, {"alias_contact": "partners"})
        port = cls.relay._controller.port
        server = {"name": "Relay", "smtp_host": "127.0.0.1", "smtp_port": port}
        odoo.call("ir.mail_server", "create", [server])
        cls.relay.connect(domain, odoo, key)
        return odoo

    def wait_for_quiet(self):
        """Wait until nobody has written for a while."""
        count = -1
        while count != len(self.relay.sent):
            count = len(self.relay.sent)
            time.sleep(QUIET_SECONDS)

    def test_mail_stops_after_one_exchange_and_nothing_is_lost(self):
        one, two = (f"info@{domain}" for domain in DOMAINS)
        self.relay.deliver(two, one, plain_message("Hello", one, two))
        wait_for("notice", lambda: self.relay.sent)
        self.wait_for_quiet()
        self.assertEqual(self.relay.sent, [("<>", two)])
        fields = ["state", "reason"]
        inboxes = [
            odoo.call("mail.inbound.message", "search_read", [], fields)
            for odoo in self.odoos
        ]
        outcomes = [[(it["state"], it["reason"]) for it in inbox] for inbox in inboxes]
        # the notice is what a program wrote, and not for strangers either
        self.assertEqual(
            outcomes,
            [[("returned", "alias_policy")], [("discarded", "alias_policy")]],
        )
