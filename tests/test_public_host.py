# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase, tagged

from ..tools.public_host import public_host


@tagged("post_install", "-at_install")
class TestPublicHost(BaseCase):
    def test_hosts_of_addresses(self):
        for url, expected in [
            ("https://mydatabase.odoo.com", "mydatabase.odoo.com"),
            ("https://MyDatabase.Odoo.com:8443/odoo?debug=1", "mydatabase.odoo.com"),
            ("https://münchen.de", "xn--mnchen-3ya.de"),
            ("http://localhost:8069", ""),
            ("http://odoo.localhost", ""),
            ("http://192.168.1.5:8069", ""),
            ("http://[2001:db8::1]:8069", ""),
            ("http://[broken", ""),
            ("http://server", ""),
            ("http://odoo.local", ""),
            ("http://odoo.test", ""),
            ("http://odoo.corp.internal", ""),
            ("http://odoo.home.arpa", ""),
            ("http://nas.fritz.lan", ""),
            ("http://under_score.de", ""),
            ("mydatabase.odoo.com", ""),
            ("", ""),
        ]:
            with self.subTest(url):
                self.assertEqual(public_host(url), expected)
