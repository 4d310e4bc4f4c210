"""The authority is made once; its certificate serves all local hosts and is renewed in time."""

import datetime
import socket
import ssl
import stat
from threading import Thread

import pytest
from cryptography import x509

from deploy.embedded import ports
from deploy.embedded.authority import Authority
from tests.deploy.conftest import free_port


@pytest.fixture
def authority(tmp_path):
    made = Authority(tmp_path)
    made.prepare()
    return made


def certificate(authority):
    return x509.load_pem_x509_certificate(authority.certificate_file.read_bytes())


def test_preparing_again_changes_nothing(authority):
    before = authority.public_file.read_bytes(), authority.certificate_file.read_bytes()

    authority.prepare()

    assert (authority.public_file.read_bytes(), authority.certificate_file.read_bytes()) == before


def test_a_certificate_near_its_end_is_renewed_by_the_same_authority(authority):
    trusted, first = authority.public_file.read_bytes(), certificate(authority)

    authority.prepare(first.not_valid_after_utc - datetime.timedelta(days=29))

    assert authority.public_file.read_bytes() == trusted
    assert certificate(authority).not_valid_after_utc > first.not_valid_after_utc


def test_a_certificate_of_another_authority_is_replaced(authority, tmp_path_factory):
    other = Authority(tmp_path_factory.mktemp("other"))
    other.prepare()
    authority.certificate_file.write_bytes(other.certificate_file.read_bytes())

    authority.prepare()

    kept = x509.load_pem_x509_certificate(authority.public_file.read_bytes())
    certificate(authority).verify_directly_issued_by(kept)


def test_a_certificate_lives_less_than_366_days_and_its_key_is_private(authority):
    kept = certificate(authority)
    keys = authority.certificate_file, authority.certificate_file.with_name("authority.pem")

    assert kept.not_valid_after_utc - kept.not_valid_before_utc < datetime.timedelta(days=366)
    assert [stat.S_IMODE(file.stat().st_mode) for file in keys] == [0o600, 0o600]
    assert b"PRIVATE" not in authority.public_file.read_bytes()


@pytest.mark.parametrize(
    "host", ["kontor.localhost", "acme.kontor.localhost", "provider.kontor.localhost", "localhost"]
)
def test_every_local_host_shows_a_certificate_that_the_authority_vouches_for(authority, host):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.certificate_file)
    with socket.create_server(("127.0.0.1", free_port())) as server:
        shown = Thread(target=greet_once, args=(context, server))
        shown.start()

        assert ports.answers(host, server.getsockname()[1], authority.public_file)
        shown.join()


def greet_once(context, server):
    peer, _ = server.accept()
    with context.wrap_socket(peer, server_side=True) as connection:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


def test_a_name_of_ones_own_is_in_the_certificate_as_long_as_it_is_asked_for(authority, tmp_path):
    def names():
        extension = x509.SubjectAlternativeName
        return certificate(authority).extensions.get_extension_for_class(extension).value

    Authority(tmp_path, ["books.localhost"]).prepare()
    assert x509.DNSName("books.localhost") in names()
    Authority(tmp_path).prepare()
    assert x509.DNSName("books.localhost") not in names()
