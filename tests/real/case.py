# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The test class with an Odoo of its own, set up to make leads of mail."""

import socket

from odoo.tests import BaseCase
from odoo.tools.misc import file_path

from .database_server import DatabaseServer
from .odoo_server import ONE_CRON_THREAD, OdooServer
from .parts import service_folder, template, wait_for

GATEWAY_SCRIPT = "mail_inbound/static/scripts/odoo_inbound.py"
RECIPIENT = "info@example.com"
INBOUND_FIELDS = ["state", "reason", "channel", "digest", "size"]
CUSTOMER = "anne@customer.example"

promised_ports = set()


class RealOdooCase(BaseCase):
    """Has a real Odoo on a copy of the template, with the alias ``info``."""

    extra_addons = ()
    environment = {}

    @classmethod
    def processes(cls):
        """Return the options that say of what processes Odoo consists."""
        return ONE_CRON_THREAD

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        source = template()
        cls.folder = service_folder(cls)
        databases, database = cls.prepare_database(source)
        cls.odoo = OdooServer(
            *(databases, database, cls.folder, free_port()),
            extra_addons=cls.extra_addons,
            processes=cls.processes(),
            **cls.environment,
        )
        cls.addClassCleanup(cls.odoo.kill)
        cls.odoo.start()
        cls.key = set_up_leads(cls.odoo)
        cls.gateway_script = file_path(GATEWAY_SCRIPT)

    @classmethod
    def prepare_database(cls, source):
        """Copy the template, for this class alone.

        :return: tuple of the server and the name of the copy.
        """
        databases = DatabaseServer.of_this_process()
        database = f"{source}_{cls.__name__.lower()}"
        cls.addClassCleanup(databases.drop_database, database)
        databases.copy_database(source, database)
        return databases, database

    @classmethod
    def record_id(cls, module, name):
        """Return the id of a record by the two parts of its external id."""
        rows = cls.odoo.query(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s",
            *(module, name),
        )
        return rows[0][0]

    def wait_for_inbound(self, subject):
        """Wait until a message was processed, and return what the inbox says of it."""
        rows = wait_for(
            f"message {subject!r}",
            lambda: self.odoo.call(
                "mail.inbound.message",
                "search_read",
                [("subject", "=", subject), ("state", "!=", "received")],
                INBOUND_FIELDS,
            ),
        )
        self.assertEqual(len(rows), 1)
        return rows[0]

    def leads(self, subject):
        """Return the ids of the leads that a message with this subject has become."""
        return self.odoo.call("crm.lead", "search", [("name", "=", subject)])


def set_up_leads(odoo):
    """Let mail to ``info@example.com`` become leads, and admit a gateway.

    The alias is there: crm gives it to its first team.

    :param OdooServer odoo: a running one, with the administrator's rights.
    :return: the key of the gateway.
    """
    domain = odoo.call("mail.alias.domain", "create", [{"name": "example.com"}])
    companies = odoo.call("res.company", "search", [])
    odoo.call("res.company", "write", companies, {"alias_domain_id": domain[0]})
    gateway = odoo.call("mail.inbound.gateway", "create", [{"name": "Test"}])
    action = odoo.call("mail.inbound.gateway", "action_generate_key", gateway)
    return action["context"]["default_key"]


def free_port():
    """Return a port of the loopback address that nobody uses now, or was promised."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        if port not in promised_ports:
            promised_ports.add(port)
            return port
