# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The gateway script hands messages, and its key, to the right host only."""

import datetime
import ipaddress
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .gateway_script_case import MESSAGE, GatewayScriptCase
from .misbehaving_server import MisbehavingServer
from .misbehaviours import ACCEPTED, PATIENCE, answers, never_reads


def make_certificate(address):
    """Return a certificate for this IP address, signed by itself, and its key.

    :return: two PEM texts
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address(address))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(subject_key, critical=False)
        .sign(key, hashes.SHA256())
    )
    private_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private_key


def answers_at_once(conversation):
    """Answer what a server of plain HTTP thinks of the first bytes of TLS."""
    conversation.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")


class TestGatewayScriptTls(GatewayScriptCase):
    """Certificates are verified unless somebody else's authority is named."""

    def serve(self, address="127.0.0.1"):
        """Return a server with a certificate for this address, which is in a file.

        :return: the server and the path of the certificate
        """
        certificate, key = make_certificate(address)
        path = self.write_file("certificate.pem", certificate.decode())
        both = self.write_file("server.pem", (certificate + key).decode())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        return MisbehavingServer(answers(200, ACCEPTED), tls=context), path

    def test_a_trusted_certificate(self):
        server, certificate = self.serve()
        with server:
            options = self.options(server.url, ca_file=certificate)
            self.assertVerdict(self.run_script(*options), 0, "")
        self.assertEqual(server.requests[0].body, MESSAGE)

    def test_an_authority_named_in_the_configuration(self):
        server, certificate = self.serve()
        path = self.write_file("tls.conf", f"[odoo_inbound]\nca_file = {certificate}\n")
        with server:
            options = self.options(server.url, config=path)
            self.assertVerdict(self.run_script(*options), 0, "")

    def test_a_certificate_of_an_unknown_authority(self):
        server, _certificate = self.serve()
        with server:
            result = self.run_script(*self.options(server.url))
        self.assertVerdict(result, 75, "4.7.5")
        self.assertEqual(server.requests, [])

    def test_a_certificate_of_another_host(self):
        server, certificate = self.serve("127.0.0.2")
        with server:
            options = self.options(server.url, ca_file=certificate)
            self.assertVerdict(self.run_script(*options), 75, "4.7.5")
        self.assertEqual(server.requests, [])

    def test_a_file_of_authorities_that_is_not_usable(self):
        for path in (self.folder / "missing.pem", self.key_file):
            with self.subTest(path.name):
                options = self.options("https://127.0.0.1:1", ca_file=path)
                self.assertVerdict(self.run_script(*options), 75, "4.3.5")

    def test_a_server_that_does_not_speak_tls(self):
        with MisbehavingServer(answers_at_once) as server:
            url = server.url.replace("http://", "https://")
            result = self.run_script(*self.options(url))
        self.assertVerdict(result, 75, "4.4.1")

    def test_a_server_that_is_silent(self):
        with MisbehavingServer(never_reads) as server:
            url = server.url.replace("http://", "https://")
            result = self.run_script(*self.options(url, timeout=PATIENCE))
        self.assertVerdict(result, 75, "4.4.2")
