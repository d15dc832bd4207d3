# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""What the gateway script sends to Odoo: the message and its envelope."""

import hashlib
from urllib.parse import parse_qsl, urlsplit

from .gateway_script_case import DATABASE, KEY, MESSAGE, GatewayScriptCase
from .misbehaving_server import MisbehavingServer
from .misbehaviours import ACCEPTED, answers


class RequestCase(GatewayScriptCase):
    """The script, with an Odoo that accepts everything."""

    def post(self, *arguments, path="", **keywords):
        """Run the script, and return the request that arrived.

        :param path: what follows the host in the URL that the script is given
        :param keywords: passed to run_script
        """
        with MisbehavingServer(answers(200, ACCEPTED)) as server:
            options = self.options(server.url + path)
            result = self.run_script(*options, *arguments, **keywords)
        self.assertVerdict(result, 0, "")
        return server.requests[0]


class TestGatewayScriptRequest(RequestCase):
    """The message arrives byte for byte."""

    def test_the_request_is_the_one_that_odoo_expects(self):
        request = self.post()
        method, target, _version = request.head.split(b"\r\n")[0].split(b" ")
        self.assertEqual(method, b"POST")
        self.assertEqual(target.partition(b"?")[0], b"/mail_inbound/accept")
        self.assertEqual(request.header("Authorization"), f"Bearer {KEY}")
        self.assertEqual(request.header("X-Odoo-Database"), DATABASE)
        self.assertEqual(request.header("Content-Type"), "message/rfc822")
        self.assertEqual(request.header("Content-Length"), str(len(MESSAGE)))
        self.assertEqual(request.body, MESSAGE)

    def test_odoo_may_be_below_a_path(self):
        for path, quoted in (
            ("/", ""),
            ("/my/odoo", "/my/odoo"),
            ("/my/odoo/", "/my/odoo"),
            ("/à%20b c", "/%C3%A0%20b%20c"),
        ):
            with self.subTest(path):
                target = self.post(path=path).target
                accept = f"{quoted}/mail_inbound/accept"
                self.assertEqual(urlsplit(target).path, accept)

    def test_every_byte_arrives_unchanged(self):
        for name, message in (
            ("every byte", b"Subject: x\n\n" + bytes(range(256)) * 2),
            ("line ends", b"Subject: x\r\n\r\na\rb\nc\r\n.\r\n..\n\n"),
            ("Latin-1", "Subject: Grüße\n\nÀ bientôt".encode("latin-1")),
            ("one byte", b"\xff"),
            ("21 MB", b"Subject: x\n\n" + b"\x00\xe9\r\n \n" * 3_500_000),
        ):
            with self.subTest(name):
                body = self.post(message=message).body
                self.assertEqual(
                    hashlib.sha256(body).hexdigest(),
                    hashlib.sha256(message).hexdigest(),
                )

    def test_the_line_of_a_mailbox_file_is_no_part_of_the_message(self):
        line = b"From anne@example.org  Sun Nov 22 10:00:00 2026\n"
        self.assertEqual(self.post(message=line + MESSAGE).body, MESSAGE)


class TestGatewayScriptEnvelope(RequestCase):
    """The envelope comes from the arguments, or else from the environment."""

    def envelope(self, *arguments, **keywords):
        """Run the script, and return the pairs that Odoo reads in the query."""
        query = urlsplit(self.post(*arguments, **keywords).target).query
        return parse_qsl(query, keep_blank_values=True, errors="surrogateescape")

    def test_from_the_arguments(self):
        self.assertEqual(
            self.envelope(
                "--sender",
                "anne+1@example.org",
                "--",
                "info@example.com",
                "-x&y=1@example.com",
                SENDER="someone@example.net",
                RECIPIENT="else@example.net",
            ),
            [
                ("sender", "anne+1@example.org"),
                ("recipient", "info@example.com"),
                ("recipient", "-x&y=1@example.com"),
            ],
        )

    def test_unknown(self):
        self.assertEqual(self.envelope(), [])
        self.assertEqual(self.envelope(""), [])

    def test_the_null_sender_is_not_an_unknown_sender(self):
        null = [("sender", "<>")]
        for sender in ("", "<>", "MAILER-DAEMON"):
            with self.subTest(sender):
                self.assertEqual(self.envelope("--sender", sender), null)
                self.assertEqual(self.envelope(SENDER=sender), null)

    def test_addresses_that_are_not_ascii(self):
        for address in ("grüße@bücher.example".encode(), b"gr\xfc\xdfe@example.com"):
            for locale in ("C", "C.UTF-8"):
                with self.subTest(address, locale=locale):
                    text = address.decode("utf-8", "surrogateescape")
                    expected = [("sender", text), ("recipient", text)]
                    arguments = self.envelope(
                        "--sender", address, address, LC_ALL=locale
                    )
                    self.assertEqual(arguments, expected)
                    variables = {"SENDER": address, "RECIPIENT": address}
                    exported = self.envelope(LC_ALL=locale, **variables)
                    self.assertEqual(exported, expected)

    def test_from_an_alias_of_postfix(self):
        postfix = {
            "SENDER": "anne@example.org",
            "RECIPIENT": "odoo@localhost",
            "LOCAL": "odoo",
            "DOMAIN": "localhost",
            "USER": "odoo",
        }
        sender = ("sender", "anne@example.org")
        self.assertEqual(
            self.envelope(**postfix), [sender, ("recipient", "odoo@localhost")]
        )
        self.assertEqual(
            self.envelope(**postfix, ORIGINAL_RECIPIENT="info@example.com"),
            [sender, ("recipient", "info@example.com")],
        )

    def test_from_a_pipe_of_exim(self):
        exim = {
            "SENDER": "",
            "LOCAL_PART_PREFIX": "real-",
            "LOCAL_PART": "info",
            "LOCAL_PART_SUFFIX": "+tag",
            "DOMAIN": "example.com",
        }
        expected = [("sender", "<>"), ("recipient", "real-info+tag@example.com")]
        self.assertEqual(self.envelope(**exim), expected)
        recipient = {"RECIPIENT": "real-info+tag@example.com"}
        self.assertEqual(self.envelope(**exim, **recipient), expected)

    def test_from_a_batch_of_exim(self):
        several = {"SENDER": "a@example.org", "RECIPIENT": "@example.com"}
        batch = {**several, "LOCAL_PART": "", "DOMAIN": "example.com"}
        self.assertEqual(self.envelope(**batch), [("sender", "a@example.org")])
