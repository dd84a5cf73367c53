"""A server of TLS before Elasticsearch that asks for credentials: what Maven has of it can neither."""

import datetime as dt
import http.client
import ipaddress
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REFUSED = b'{"error": {"type": "security_exception", "reason": "unable to authenticate"}, "status": 401}'
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


@contextmanager
def gate(url, folder, *, credentials):
    """Yields (`127.0.0.1:port`, file with the certificate of the authority) before `http://host:port`. `credentials`: the header that gets in."""
    authority, certificate = make_certificates(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self):
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers["Authorization"] != credentials:
                self._answer(401, {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"}, REFUSED)
                return
            server = http.client.HTTPConnection(url.removeprefix("http://"))
            server.request(
                self.command, self.path, content, {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            )
            answer = server.getresponse()
            self._answer(answer.status, {name: value for name, value in answer.getheaders() if name.lower() not in HOP}, answer.read())
            server.close()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass

        def _answer(self, status, headers, content):
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request, client_address):
            pass  # who doesn't trust the certificate hangs up

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}", authority
        finally:
            server.shutdown()


def make_certificates(folder):
    """(file with the certificate of a new authority, file with key and certificate of 127.0.0.1)"""
    folder.mkdir(exist_ok=True)
    its_key, key = (ec.generate_private_key(ec.SECP256R1()) for _who in range(2))
    its_name, name = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in ("Authority of a test", "127.0.0.1"))
    authority = _signed(its_name, its_key.public_key(), its_name, its_key, x509.BasicConstraints(ca=True, path_length=0))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = _signed(name, key.public_key(), its_name, its_key, names)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "authority.pem").write_bytes(authority)
    (folder / "server.pem").write_bytes(private + certificate)
    return folder / "authority.pem", folder / "server.pem"


def _signed(name, key, issuer, issuer_key, extension):
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(issuer, name, key, x509.random_serial_number(), now - dt.timedelta(1), now + dt.timedelta(1))
    return made.add_extension(extension, critical=True).sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
