# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Where the gateway script finds its settings, and what it accepts as such."""

import ast
import importlib.util
import sys
from unittest.mock import patch

from .gateway_script_case import DATABASE, KEY, SCRIPT, GatewayScriptCase
from .misbehaving_server import MisbehavingServer
from .misbehaviours import ACCEPTED, PATIENCE, answers, never_answers


class TestGatewayScriptSettings(GatewayScriptCase):
    """Options win over the configuration file; a mistake never costs a message."""

    def configure(self, text):
        """Write a configuration file, and return its path."""
        return self.write_file("odoo-inbound.conf", text)

    def test_the_configuration_file_replaces_the_options(self):
        with MisbehavingServer(answers(200, ACCEPTED)) as server:
            path = self.configure(
                "# Odoo\n[odoo_inbound]\n"
                f"url = {server.url}\ndatabase = d%s\nkey_file = {self.key_file}\n"
            )
            result = self.run_script("--config", str(path))
        self.assertVerdict(result, 0, "")
        request = server.requests[0]
        self.assertEqual(request.header("X-Odoo-Database"), "d%s")
        self.assertEqual(request.header("Authorization"), f"Bearer {KEY}")

    def test_the_timeout_of_the_configuration_file_counts(self):
        path = self.configure(f"[odoo_inbound]\ntimeout = {PATIENCE}\n")
        with MisbehavingServer(never_answers) as server:
            options = self.options(server.url, config=path, timeout=None)
            self.assertVerdict(self.run_script(*options), 75, "4.4.2")

    def test_options_win(self):
        path = self.configure(
            "[odoo_inbound]\nurl = http://127.0.0.1:1\ndatabase = other\n"
            "key_file = /nowhere\ntimeout = 0.001\n"
        )
        with MisbehavingServer(answers(200, ACCEPTED)) as server:
            result = self.run_script(*self.options(server.url, config=path))
        self.assertVerdict(result, 0, "")
        self.assertEqual(server.requests[0].header("X-Odoo-Database"), DATABASE)

    def test_the_default_configuration_file_need_not_exist(self):
        spec = importlib.util.spec_from_file_location("odoo_inbound", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.assertEqual(script.DEFAULT_CONFIGURATION, "/etc/odoo-inbound.conf")
        path = self.folder / "default.conf"
        with patch.object(script, "DEFAULT_CONFIGURATION", str(path)):
            self.assertEqual(script.read_configuration(None), {})
            path.write_text("[odoo_inbound]\nurl = http://localhost\n")
            settings = script.read_configuration(None)
            self.assertEqual(settings, {"url": "http://localhost"})

    def assertMisconfigured(self, *arguments):
        """Run the script with these arguments, which it must complain about."""
        result = self.run_script(*arguments)
        self.assertVerdict(result, 75, "4.3.5")

    def test_a_configuration_file_that_is_not_usable(self):
        for text in (
            "",
            "url = http://127.0.0.1:1\n",
            "[options]\nurl = http://127.0.0.1:1\n",
            "[odoo_inbound]\nurl\n",
            "[odoo_inbound]\nkey = abc\n",
            "[odoo_inbound]\ntimeout = soon\n",
            "[odoo_inbound]\nurl = a\nurl = b\n",
        ):
            with self.subTest(text):
                path = self.configure(text)
                self.assertMisconfigured(
                    *self.options("http://127.0.0.1:1", config=path, timeout=None)
                )
        not_text = self.folder / "binary.conf"
        not_text.write_bytes(b"\xff\xfe[")
        for path in (not_text, self.folder, self.folder / "missing.conf"):
            with self.subTest(path.name):
                self.assertMisconfigured(
                    *self.options("http://127.0.0.1:1", config=path)
                )

    def test_a_key_file_that_is_not_usable(self):
        for text in ("", "\n", f"{KEY}\n{KEY}\n", "clé\n", "a\x01b"):
            with self.subTest(text):
                path = self.write_file("other.key", text)
                self.assertMisconfigured(
                    *self.options("http://127.0.0.1:1", key_file=path)
                )
        for path in (self.folder, self.folder / "missing.key"):
            with self.subTest(path.name):
                self.assertMisconfigured(
                    *self.options("http://127.0.0.1:1", key_file=path)
                )

    def test_a_url_that_is_not_usable(self):
        for url in (
            "",
            "127.0.0.1:8069",
            "ftp://127.0.0.1",
            "http://",
            "http://127.0.0.1:port",
            "http://127.0.0.1:99999",
            "http://[::1",
            "http://a b",
            "http://" + "x" * 64,
        ):
            with self.subTest(url):
                self.assertMisconfigured(*self.options(url))

    def test_options_that_are_not_usable(self):
        complete = self.options("http://127.0.0.1:1", timeout=None)
        for arguments in (
            ["--unknown", "anne@example.org"],
            ["--sender"],
            ["--send", "anne@example.org"],
            ["--help"],
            ["-h"],
            ["--key", KEY],
            ["--timeout", "soon"],
            ["--timeout", "0"],
            ["--timeout", "-1"],
            ["--timeout", "nan"],
            ["--timeout", "1000"],
        ):
            with self.subTest(arguments):
                self.assertMisconfigured(*complete, *arguments)

    def test_a_setting_is_missing(self):
        for name in ("database", "key_file"):
            with self.subTest(name):
                missing = {name: None}
                self.assertMisconfigured(*self.options("http://127.0.0.1:1", **missing))
        self.assertMisconfigured("--config", str(self.no_settings))


class TestGatewayScriptSource(GatewayScriptCase):
    """The script runs on mail servers that have nothing but an old Python."""

    def test_python_3_8_is_enough(self):
        tree = ast.parse(SCRIPT.read_bytes(), feature_version=(3, 8))
        imported = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imported.update(name.name.partition(".")[0] for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.partition(".")[0])
        self.assertLessEqual({"http", "signal"}, imported)
        self.assertLessEqual(imported, sys.stdlib_module_names)
