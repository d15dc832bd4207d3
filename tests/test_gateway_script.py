# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The contract of the gateway script with the mail server."""

import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from . import misbehaviours
from .gateway_script_case import MESSAGE, GatewayScriptCase
from .misbehaving_server import MisbehavingServer


class TestGatewayScript(GatewayScriptCase):
    """Only a verdict that Odoo really gave is final; all else means: try again."""

    def check(self, behaviours):
        """Run the script once against each of these behaviours."""
        with ThreadPoolExecutor(max_workers=4) as pool:
            futures = [pool.submit(self.play, case) for case in behaviours]
        for case, future in zip(behaviours, futures, strict=True):
            with self.subTest(case.name):
                self.assertVerdict(future.result(), case.exit_status, case.code)

    def play(self, case):
        """Run the script against this behaviour, and return what became of it."""
        with MisbehavingServer(case.behave) as server:
            options = self.options(server.url, timeout=case.timeout)
            return self.run_script(*options, message=case.message)

    def test_a_verdict_of_odoo_decides(self):
        self.check(misbehaviours.FINAL)

    def test_a_verdict_with_an_unlikely_http_status_is_not_final(self):
        self.check(misbehaviours.DISTRUSTED)

    def test_what_is_no_verdict_is_not_final(self):
        self.check(misbehaviours.NO_VERDICT)

    def test_a_temporary_or_unknown_verdict_is_not_final(self):
        self.check(misbehaviours.NOT_FINAL)

    def test_a_lost_connection_is_not_final(self):
        self.check(misbehaviours.LOST)

    def test_the_timeout_is_for_everything_together(self):
        self.check(misbehaviours.SLOW)

    def test_a_sentence_of_odoo_becomes_one_short_line(self):
        text = "Größe:\r\n\t26 MB \x1b[31m\x00" + "x" * 1000
        behave = misbehaviours.answers(422, misbehaviours.verdict("5.3.4", text))
        with MisbehavingServer(behave) as server:
            result = self.run_script(*self.options(server.url))
        self.assertVerdict(result, 65, "5.3.4 Gr??e: 26 MB ?[31m?xxx")
        self.assertLess(len(result.stdout), 250)


class TestGatewayScriptTrouble(GatewayScriptCase):
    """Whatever else goes wrong, the mail server keeps the message."""

    def test_odoo_does_not_listen(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        result = self.run_script(*self.options(f"http://127.0.0.1:{port}"))
        self.assertVerdict(result, 75, "4.4.1")

    def test_odoo_does_not_take_the_connection(self):
        with ExitStack() as stack:
            listener = stack.enter_context(
                socket.create_server(("127.0.0.1", 0), backlog=0)
            )
            address = listener.getsockname()
            for _occupied in range(3):  # fill the queue of the listener
                client = stack.enter_context(socket.socket())
                client.setblocking(False)
                client.connect_ex(address)
            url = f"http://127.0.0.1:{address[1]}"
            result = self.run_script(*self.options(url, timeout=misbehaviours.PATIENCE))
        self.assertVerdict(result, 75, "4.4.2")

    def test_the_name_of_the_host_is_unknown(self):
        # longer than any name can be, so that no name server is asked
        host = ".".join(["x" * 60] * 5)
        result = self.run_script(*self.options(f"http://{host}"))
        self.assertVerdict(result, 75, "4.4.3")

    def test_the_message_is_empty(self):
        for message in (b"", b"From anne@example.org Sun Nov 22 10:00:00 2026\n"):
            with self.subTest(message):
                result = self.run_script(
                    *self.options("http://127.0.0.1:1"), message=message
                )
                self.assertVerdict(result, 75, "4.3.0")

    def test_the_message_never_ends(self):
        options = self.options("http://127.0.0.1:1", timeout=misbehaviours.PATIENCE)
        with self.started(*options) as process:
            process.stdin.write(MESSAGE)
            process.stdin.flush()
            self.assertEqual(process.wait(20), 75)
            self.assertTrue(process.stdout.read().startswith(b"4.4.2 "))

    def test_standard_streams_are_closed(self):
        behave = misbehaviours.answers(200, misbehaviours.NO_SUCH_USER)
        for redirection, exit_status, code in (
            ("<&-", 75, "4.3.0"),
            (">&-", 67, ""),
            ("2>&-", 67, "5.1.1"),
            ("<&- >&- 2>&-", 75, ""),
        ):
            with self.subTest(redirection), MisbehavingServer(behave) as server:
                options = self.options(server.url)
                result = self.run_script(*options, shell=f'exec "$@" {redirection}')
                output = (result.stdout + result.stderr).decode()
                self.assertEqual(result.returncode, exit_status, output)
                self.assertEqual(output.partition(" ")[0], code)

    def test_nobody_reads_the_line(self):
        behave = misbehaviours.answers(200, misbehaviours.NO_SUCH_USER)
        with MisbehavingServer(behave) as server:
            with self.started(*self.options(server.url)) as process:
                process.stdout.close()
                process.stdin.write(MESSAGE)
                process.stdin.close()
                self.assertEqual(process.wait(20), 67)

    def stop(self, number, **keywords):
        """Send this signal to the script while it waits for the answer.

        :param keywords: passed to `started`
        :return: the result, as of subprocess.run, and the request that arrived
        """
        waiting = threading.Event()

        def behave(conversation):
            conversation.receive()
            waiting.set()
            conversation.receive_rest()

        with MisbehavingServer(behave) as server:
            with self.started(*self.options(server.url), **keywords) as process:
                process.stdin.write(MESSAGE)
                process.stdin.close()
                self.assertTrue(waiting.wait(20))
                process.send_signal(number)
                process.wait(20)
                output = process.stdout.read(), process.stderr.read()
        result = subprocess.CompletedProcess(process.args, process.returncode, *output)
        return result, server.requests[0]

    def test_the_script_is_asked_to_stop(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number.name):
                result, _request = self.stop(number)
                self.assertVerdict(result, 75, "4.3.0")

    def test_the_line_never_goes_to_odoo_instead_of_a_closed_output(self):
        result, request = self.stop(signal.SIGTERM, shell='exec "$@" >&-')
        self.assertEqual((result.returncode, result.stdout), (75, b""))
        self.assertEqual(request.body, MESSAGE)

    def test_the_memory_is_not_enough(self):
        options = self.options("http://127.0.0.1:1")
        limited = 'ulimit -v 300000 && exec "$@"'  # in units of 1024 bytes
        result = self.run_script(*options, message=bytes(310_000_000), shell=limited)
        self.assertVerdict(result, 75, "4.3.0")

    def test_the_script_crashes(self):
        for crash in (
            "raise RuntimeError('/a/path')",
            "raise SystemExit(0)",
            "raise KeyboardInterrupt",
            "a syntax error",
        ):
            with self.subTest(crash):
                self.write_file("configparser.py", crash)
                result = self.run_script(
                    *self.options("http://127.0.0.1:1"),
                    # without -I, the script imports this module instead of Python's
                    shell=f'shift 2 && exec "{sys.executable}" -S "$@"',
                    PYTHONPATH=str(self.folder),
                )
                self.assertVerdict(result, 75, "4.3.0")
