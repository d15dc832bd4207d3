# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A PostgreSQL server of its own, which tests may crash."""

import os
import shutil
import subprocess
from pathlib import Path

from .database_server import DatabaseServer
from .parts import give_up

PACKAGED = "/usr/lib/postgresql"  # Debian's: a folder for each version
SERVER_USER = "postgres"  # Debian's package makes it; the server refuses to be root
ROLE = "odoo"
PORT = 5432
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
port = {port}
fsync = on
synchronous_commit = on
full_page_writes = on
max_connections = 100
log_min_messages = fatal
"""


class PostgresCluster:
    """A new and empty server, as durable as PostgreSQL makes it."""

    def __init__(self, folder):
        """Prepare, but do not start.

        :param Path folder: everything is in it; it must not exist.
        :raises unittest.SkipTest, AssertionError: the package is missing.
        """
        found = sorted(Path(PACKAGED).glob("*/bin/pg_ctl"))
        on_path = shutil.which("pg_ctl")
        if not found and not on_path:
            give_up("pg_ctl is missing: apt-get install postgresql")
        self._programs = (found[-1] if found else Path(on_path).resolve()).parent
        self._folder, self._data = folder, folder / "data"
        self.databases = DatabaseServer(str(folder), PORT, ROLE)

    def initialise(self):
        """Make its files and start it."""
        self._folder.mkdir()
        if not os.getuid():
            shutil.chown(self._folder, SERVER_USER, SERVER_USER)
        self._run(
            *("initdb", f"--pgdata={self._data}", f"--username={ROLE}"),
            *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
        )
        with (self._data / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION.format(folder=self._folder, port=PORT))
        self._control("start", "--silent")

    def stop(self):
        """Stop it without a word to those who are connected."""
        self._control("stop", "--silent", "--mode=immediate")

    def crash_and_recover(self):
        """Let it lose what it had in memory alone, and start it again."""
        self._control("restart", "--silent", "--mode=immediate")

    def take_over(self, source, name):
        """Copy a database of another server to this one.

        :param DatabaseServer source: the other server.
        :param str name: of the database there and here.
        """
        self.databases.query("postgres", f'CREATE DATABASE "{name}"')
        dump = self._folder.with_name(f"{name}.sql")
        variables = {"PGPASSWORD": source.password} if source.password else {}
        self._run(
            *("pg_dump", "--no-owner", "--no-privileges", f"--file={dump}"),
            *source.client_options(),
            name,
            user=None,
            env={**os.environ, **variables},
        )
        options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
        self._run(
            *("psql", *options, *self.databases.client_options()),
            *(f"--file={dump}", "--output=/dev/null", name),
            user=None,
        )
        dump.unlink()

    def _control(self, action, *options):
        """Start or stop the server, and wait until that is done."""
        log = f"--log={self._folder}/log"
        self._run("pg_ctl", action, "--wait", f"--pgdata={self._data}", log, *options)

    def _run(self, program, *arguments, user=SERVER_USER, **options):
        """Run one of PostgreSQL's programs.

        :param user: as whom, where this process is root; None: as itself.
        """
        if user and not os.getuid():
            options.update(user=user, group=user, extra_groups=[])
        subprocess.run(
            [self._programs / program, *arguments],
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **options,
        )


def cluster_for(case, source):
    """Return a new cluster with a copy of a database, which goes with a test class.

    :param case: the test class, which has a folder.
    :param str source: name of the database, there and on this process's server.
    """
    cluster = PostgresCluster(case.folder / "postgres")
    case.addClassCleanup(cluster.stop)
    cluster.initialise()
    cluster.take_over(DatabaseServer.of_this_process(), source)
    return cluster
