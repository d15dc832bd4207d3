# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""A client of Odoo's external API: what the administrator sees."""

import dataclasses
import urllib.request
import xmlrpc.client

TIMEOUT = 10  # seconds


class Unreachable(Exception):
    """Odoo gave no answer, or refused; the text says what happened."""


@dataclasses.dataclass
class Client:
    """Odoo at ``url``, with the administrator's rights in ``database``."""

    url: str
    database: str
    login: str = "admin"
    password: str = "admin"

    def answers(self):
        """Tell whether the server is ready for requests."""
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=TIMEOUT):
                return True
        except OSError:
            return False

    def search(self, model, domain, fields):
        """Return the records of ``model`` in ``domain``, as a list of dictionaries.

        :raise Unreachable: when there is no such answer
        """
        try:
            uid = self._service("common").login(
                self.database, self.login, self.password
            )
            return self._service("object").execute_kw(
                *(self.database, uid, self.password),
                *(model, "search_read", [domain, fields]),
            )
        except (OSError, xmlrpc.client.Error) as error:
            raise Unreachable(getattr(error, "faultString", error)) from error

    def _service(self, name):
        """Return the proxy of one of the server's services."""
        return xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/{name}")
