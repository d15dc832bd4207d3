# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
import ast
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..tools.channels import CHANNELS, MAILBOXES, SELECTION, of_mailbox
from .common import InboundCase
from .letters import NOBODY

ADDON = Path(__file__).parents[1]
LITERALS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
QUOTED = re.compile(r"""["'](\w+)["']""")


class TestChannelTable(BaseCase):
    def test_what_each_says_and_can_be_told(self):
        self.assertEqual(
            {
                name: (it.knows_envelope, it.hears_verdict)
                for name, it in CHANNELS.items()
            },
            {
                "pipe": (True, False),
                "lmtp": (True, True),
                "http": (True, True),
                "imap": (False, False),
                "pop": (False, False),
                "rpc": (False, False),
                "upload": (False, False),
            },
        )

    def test_a_connection_of_another_kind_is_read_like_imap(self):
        self.assertEqual(MAILBOXES, ["imap", "pop"])
        self.assertEqual([of_mailbox(it) for it in MAILBOXES], MAILBOXES)
        self.assertEqual(of_mailbox("exchange"), "imap")

    def test_nowhere_else_is_a_list_of_channels(self):
        for folder in ("controllers", "models", "tools", "views", "wizard", "workers"):
            for path in (ADDON / folder).rglob("*.*"):
                with self.subTest(path.relative_to(ADDON)):
                    found = [it for it in _lists_in(path) if len(it & {*CHANNELS}) > 1]
                    self.assertEqual(found, [])


@tagged("post_install", "-at_install")
class TestChannels(InboundCase):
    def test_the_inbox_and_the_simulator_have_them_all(self):
        for model in ("mail.inbound.message", "mail.inbound.simulation"):
            channel = self.env[model]._fields["channel"]
            self.assertEqual(channel.get_values(self.env), [*dict(SELECTION)])

    def test_the_simulator_tells_who_hears_of_an_unknown_address(self):
        for name, channel in CHANNELS.items():
            with self.subTest(name):
                simulation = self.simulate(
                    channel=name, recipients=NOBODY, header_to=NOBODY
                )
                expected = "returned" if channel.hears_verdict else "held"
                self.assertEqual(simulation.state, expected)
                self.assertEqual(simulation.knows_envelope, channel.knows_envelope)


def _lists_in(path):
    """Return the sets of names that stand together in a file of the addon."""
    if path.name == "channels.py" or path.suffix not in (".py", ".xml"):
        return []
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".xml":
        return [{*QUOTED.findall(line)} for line in text.splitlines()]
    return [
        {it.value for it in ast.walk(node) if isinstance(it, ast.Constant)}
        for node in ast.walk(ast.parse(text))
        if isinstance(node, LITERALS)
    ]
