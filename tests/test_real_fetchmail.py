# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import contextlib
import xmlrpc.client

from odoo.tests import tagged

from .real.mailbox_case import RealMailboxCase
from .real.parts import wait_for
from .real.postgres_cluster import cluster_for
from .real.proxy import Proxy

KINDS = ("imap", "pop")


def cut_after(limit):
    """Return a function that cuts a connection when the server said so many bytes."""
    said = 0

    def is_cut(text, is_from_server):
        nonlocal said
        said += len(text) if is_from_server else 0
        return said > limit

    return is_cut


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealFetchmailLosesNothing(RealMailboxCase):
    """Whatever goes wrong: after repair every message is in Odoo, exactly once."""

    @contextlib.contextmanager
    def each_kind(self, kind):
        """Repeat a test by IMAP and by POP, each with a mailbox of its own."""
        self.user = self.dovecot.add_user()
        with self.subTest(kind=kind):
            yield self.add_server(kind)

    def assertAcknowledged(self, kind, count):
        """All messages are marked as read (IMAP) or deleted (POP)."""
        if kind == "imap":
            flags = self.dovecot.flags(self.user)
            self.assertEqual(len(flags), count)
            self.assertTrue(all(rb"\Seen" in of_one for of_one in flags), flags)
        else:
            self.assertEqual(self.dovecot.count(self.user), 0)

    def assertUntouched(self, kind, count):
        """No message was deleted, nor marked as read: but POP servers do that."""
        flags = self.dovecot.flags(self.user)
        self.assertEqual(len(flags), count)
        if kind == "imap":
            self.assertFalse(any(rb"\Seen" in of_one for of_one in flags), flags)

    def test_processing_fails(self):
        """Making leads fails, and works again after a repair."""
        for kind in KINDS:
            with self.each_kind(kind) as server:
                subjects = self.subjects("Fails")
                for subject in subjects:
                    self.deliver(subject)
                self.odoo.query(
                    "ALTER TABLE crm_lead ADD CONSTRAINT broken"
                    " CHECK (name NOT LIKE 'Fails%%') NOT VALID"
                )
                try:
                    self.fetch(server)
                    self.wait_for_states(subjects, "failed")
                finally:
                    self.odoo.query("ALTER TABLE crm_lead DROP CONSTRAINT broken")
                self.assertAcknowledged(kind, len(subjects))
                self.process_due()
                self.assertOneLeadEach(subjects)

    def test_unknown_recipient(self):
        """Nobody has the address, until an alias is made."""
        for kind in KINDS:
            with self.each_kind(kind) as server:
                name = f"new-{self.user}"
                subjects = self.subjects("Unknown", 2)
                for subject in subjects:
                    self.deliver(subject, f"{name}@example.com")
                self.fetch(server)
                self.wait_for_states(subjects, "held")
                self.odoo.call(
                    "crm.team", "create", [{"name": name, "alias_name": name}]
                )
                self.process_due()
                self.assertOneLeadEach(subjects)

    def test_broken_parameter(self):
        """A parameter that is no number stops nothing."""
        for kind in KINDS:
            with self.each_kind(kind) as server:
                subjects = self.subjects("Parameter", 2)
                for subject in subjects:
                    self.deliver(subject)
                self.odoo.query(
                    "INSERT INTO ir_config_parameter (key, value)"
                    " VALUES ('mail.gateway.loop.minutes', 'two hours')"
                    " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
                )
                self.odoo.call("ir.config_parameter", "set_param", "drop.caches", kind)
                self.fetch(server)
                self.assertOneLeadEach(subjects)
        self.odoo.call(
            "ir.config_parameter", "set_param", "mail.gateway.loop.minutes", False
        )

    def test_server_dies_during_fetch(self):
        """The connection ends in the middle of a message."""
        for kind in KINDS:
            with self.each_kind(kind) as server:
                proxy = Proxy(self.dovecot.ports[kind])
                self.addCleanup(proxy.close)
                self.change(server, port=proxy.port)
                subjects = self.subjects("Cut", 8)
                for subject in subjects:
                    self.deliver(subject, X_Padding="x" * 900)
                proxy.is_cut = cut_after(6000)
                with self.assertRaises(xmlrpc.client.Fault):
                    self.fetch(server)
                self.assertUntouched(kind, len(subjects))
                self.assertTrue(self.values(server, "error_message"))
                proxy.is_cut = None
                self.fetch(server)
                self.assertFalse(self.values(server, "error_message"))
                self.assertOneLeadEach(subjects)
                self.assertAcknowledged(kind, len(subjects))

    def test_odoo_dies_between_store_and_acknowledge(self):
        """Odoo is killed when it is about to mark or delete what it has stored."""
        for kind, command in zip(KINDS, (b"STORE", b"DELE"), strict=True):
            with self.each_kind(kind) as server:
                proxy = Proxy(self.dovecot.ports[kind])
                self.addCleanup(proxy.close)
                self.change(server, port=proxy.port)
                subjects = self.subjects("Killed", 4)
                for subject in subjects:
                    self.deliver(subject)

                def is_cut(text, is_from_server, command=command):
                    if is_from_server or command not in text:
                        return False
                    self.odoo.kill()
                    return True

                proxy.is_cut = is_cut
                with self.assertRaises((OSError, xmlrpc.client.Error)):
                    self.fetch(server)
                wait_for("end of Odoo", lambda: self.odoo.process is None)
                self.assertUntouched(kind, len(subjects))
                proxy.is_cut = None
                self.odoo.start()
                self.fetch(server)
                self.assertOneLeadEach(subjects)
                self.assertAcknowledged(kind, len(subjects))


@tagged("-standard", "real", "post_install", "-at_install")
class TestRealFetchmailCrashes(RealMailboxCase):
    """PostgreSQL crashes while messages are fetched."""

    @classmethod
    def prepare_database(cls, source):
        """Copy the template to a server that may be crashed."""
        cls.cluster = cluster_for(cls, source)
        return cls.cluster.databases, source

    def test_crash_at_any_time(self):
        """While messages come in, and when they are about to be acknowledged."""
        for kind, moment in (
            ("imap", b"BODY.PEEK"),
            ("imap", b"STORE"),
            ("pop", b"RETR"),
            ("pop", b"DELE"),
        ):
            with self.subTest(kind=kind, moment=moment):
                self.check_crash(kind, moment)

    def check_crash(self, kind, moment):
        """Crash PostgreSQL when Odoo says a word to the mail server."""
        self.user = self.dovecot.add_user()
        server = self.add_server(kind)
        proxy = Proxy(self.dovecot.ports[kind])
        self.addCleanup(proxy.close)
        self.change(server, port=proxy.port)
        subjects = self.subjects(f"Crash at {moment.decode()}", 6)
        for subject in subjects:
            self.deliver(subject)
        crashes = []

        def is_cut(text, _is_from_server):
            if moment in text and not crashes:
                crashes.append(moment)
                self.cluster.crash_and_recover()
            return False

        proxy.is_cut = is_cut
        with contextlib.suppress(xmlrpc.client.Error):
            self.fetch(server)
        self.assertTrue(crashes)
        wait_for("fetch that works", lambda: self.can_fetch(server))
        self.process_due()
        self.assertOneLeadEach(subjects)

    def can_fetch(self, server):
        """Fetch; return whether that was possible."""
        try:
            self.fetch(server)
        except xmlrpc.client.Error:
            return False
        return True
