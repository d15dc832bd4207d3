# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The PostgreSQL server: the one that PGHOST names, or a private one.

The private one lives in the cache, listens on a socket that nobody else can
open, and is started when somebody needs it.
"""

import contextlib
import os
import shutil
from pathlib import Path

from . import apt, settings, shell

SYSTEM_USER = "postgres"  # Debian's package makes it; the server refuses to be root
ROLE = "odoo"
PORT = "5432"
BINARIES = "/usr/lib/postgresql"  # Debian's: a folder for each version
STAMP = "complete"
SERVICE = "postgres"  # its name for shell.in_use
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
port = {port}
max_connections = 200
shared_buffers = 256MB
fsync = on
lc_messages = 'C'
log_min_messages = fatal
log_min_error_statement = panic
"""


def environment():
    """Return this process's environment, with the variables that lead to the server.

    PostgreSQL's own programs and Odoo read them.
    """
    if os.environ.get("PGHOST"):
        return dict(os.environ)
    others = {name: os.environ[name] for name in os.environ if name[:2] != "PG"}
    return {
        **others,
        "PGHOST": str(_folder() / "socket"),
        "PGPORT": PORT,
        "PGUSER": ROLE,
    }


def start():
    """Start the private server, unless it runs or PGHOST names another one.

    To be called under the lock of preparation.

    :return: whether it was started
    """
    if os.environ.get("PGHOST"):
        if not shutil.which("psql"):
            apt.install(["postgresql-client"])
        return False
    if not _binaries():
        apt.install(["postgresql"])
    if _is_running():
        return False
    with shell.step("Starting PostgreSQL"):
        folder = _folder()
        if not (folder / STAMP).exists():
            _create(folder)
        # What a crash left: its process may be somebody else's by now.
        for leftover in ("data/postmaster.pid", f"socket/.s.PGSQL.{PORT}.lock"):
            (folder / leftover).unlink(missing_ok=True)
        _control("start", "--silent", f"--log={folder}/log", "--timeout=120")
    return True


@contextlib.contextmanager
def running():
    """Have the server while the block lasts.

    Afterwards stop it, if it was started here and no other command uses it.
    """
    with shell.in_use(SERVICE) as is_only_one:
        with shell.lock("prepare"):
            started = start()
        try:
            yield
        finally:
            if started and is_only_one():
                _control("stop", "--silent", "--mode=fast")


def sql(statement, database="postgres"):
    """Run one SQL statement; return the lines of its answer, columns tab-separated."""
    program = (_binaries() or Path("/usr/bin")) / "psql"
    answer = shell.run(
        [program, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
        + ["--field-separator=\t", "--set=ON_ERROR_STOP=1"]
        + ["--dbname", database, "--command", statement],
        env={**environment(), "PGOPTIONS": "-c client_min_messages=warning"},
    )
    return answer.splitlines()


def _binaries():
    """Return the folder of the newest server's programs; None where there is none."""
    found = sorted(
        Path(BINARIES).glob("*/bin/postgres"), key=lambda path: int(path.parts[-3])
    )
    return found[-1].parent if found else None


def _folder():
    """Return the server's folder; where root works it belongs to another user."""
    folder = settings.services_folder() / "postgres"
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if os.getuid() == 0:
            shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    return folder


def _as_server(*command, **options):
    """Run a program as the user that owns the server's files."""
    if os.getuid() == 0:
        options.update(user=SYSTEM_USER, group=SYSTEM_USER, extra_groups=[])
    path = f"{_binaries()}:{os.environ['PATH']}"
    shell.run(command, cwd="/", env={**os.environ, "PATH": path}, **options)


def _control(action, *options):
    """Start or stop the server, and wait until that is done."""
    _as_server("pg_ctl", action, "--wait", f"--pgdata={_folder()}/data", *options)


def _is_running():
    """Tell whether the process that the server's own note names is our server."""
    data = _folder() / "data"
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return str(data).encode() in command
    return False


def _create(folder):
    """Make the server's files in ``folder``; the stamp is written last."""
    data, socket = folder / "data", folder / "socket"
    for leftover in (data, socket):
        shutil.rmtree(leftover, ignore_errors=True)
    _as_server("mkdir", socket)
    _as_server(
        *("initdb", f"--pgdata={data}", "--username", SYSTEM_USER),
        *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
    )
    with open(data / "postgresql.conf", "a") as configuration:
        configuration.write(CONFIGURATION.format(socket=socket, port=PORT))
    _as_server(
        *("postgres", "--single", "-D", data, "postgres"),
        input=f"CREATE ROLE {ROLE} LOGIN CREATEDB",
    )
    (folder / STAMP).touch()
