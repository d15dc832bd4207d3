# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A PostgreSQL server, and databases on it that tests copy and drop."""

import contextlib
from dataclasses import dataclass

import psycopg2
from psycopg2 import sql

from odoo.tools import config


@dataclass(frozen=True)
class DatabaseServer:
    """How a PostgreSQL server is reached."""

    host: str
    port: int
    user: str
    password: str = ""

    @classmethod
    def of_this_process(cls):
        """Return the server that the running Odoo uses."""
        return cls(
            *(config[f"db_{name}"] or "" for name in ("host", "port", "user")),
            config["db_password"] or "",
        )

    def odoo_options(self):
        """Return the options that lead Odoo to this server."""
        options = {
            "db_host": self.host,
            "db_port": self.port,
            "db_user": self.user,
            "db_password": self.password,
        }
        return [f"--{name}={value}" for name, value in options.items() if value]

    def client_options(self):
        """Return the options that lead PostgreSQL's own programs to this server."""
        options = {"host": self.host, "port": self.port, "username": self.user}
        return [f"--{name}={value}" for name, value in options.items() if value]

    @contextlib.contextmanager
    def cursor(self, database):
        """Yield a cursor on a database; each statement is committed at once."""
        connection = psycopg2.connect(
            host=self.host or None,
            port=self.port or None,
            user=self.user or None,
            password=self.password or None,
            dbname=database,
        )
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cr:
            yield cr

    def query(self, database, statement, *parameters):
        """Return the rows of a statement, as a list of tuples."""
        with self.cursor(database) as cr:
            cr.execute(statement, parameters or None)
            return cr.fetchall() if cr.description else []

    def copy_database(self, source, name):
        """Make the database a copy of another one to which nobody is connected."""
        self.drop_database(name)
        self.query(
            "postgres",
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(source)
            ),
        )

    def drop_database(self, name):
        """Remove the database, if it exists, whoever is connected to it."""
        self.query(
            "postgres",
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            ),
        )
