"""A certificate authority of this machine's own, and the certificate that the hosts show.

The authority is made once and kept, so that a browser which trusts it goes on doing so; its key
never leaves the state. The certificate is made anew before it ends or when its names change.
"""

import datetime
from collections.abc import Iterable
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.exceptions import InvalidSignature

from deploy.embedded import secret_files

BASE_HOST = "kontor.localhost"
NAMES = (BASE_HOST, f"*.{BASE_HOST}", f"provider.{BASE_HOST}", "localhost", "127.0.0.1")
LIFE = datetime.timedelta(days=364)  # browsers refuse what lives much longer than a year
RENEWAL = datetime.timedelta(days=30)
SLACK = datetime.timedelta(hours=1)  # for clocks that are slow


class Authority:
    """The files of one state. Key and certificate share a file, which is written whole or not."""

    def __init__(self, state: Path, own_domains: Iterable[str] = ()) -> None:
        self.names = (*NAMES, *own_domains)
        self.public_file = state / "ca.pem"
        self.certificate_file = state / "secrets" / "certificate.pem"
        self._authority_file = state / "secrets" / "authority.pem"

    def prepare(self, now: datetime.datetime | None = None) -> None:
        """Leave an authority and a certificate by it for all names, good for a month at least."""
        now = now or datetime.datetime.now(datetime.UTC)
        authority = self._kept()
        secret_files.write(self.public_file, _text(authority.cert_pem))
        if not self._is_good(authority, now):
            leaf = authority.issue_cert(
                *self.names,
                organization_name="Kontor",
                not_before=now - SLACK,
                not_after=now + LIFE,
            )
            secret_files.write(self.certificate_file, _text(leaf.private_key_and_cert_chain_pem))

    def _kept(self) -> trustme.CA:
        if not self._authority_file.exists():
            fresh = trustme.CA(organization_name="Kontor", path_length=0)
            secret_files.write(
                self._authority_file, _text(fresh.private_key_pem) + _text(fresh.cert_pem)
            )
        both = self._authority_file.read_bytes()
        return trustme.CA.from_pem(both, both)

    def _is_good(self, authority: trustme.CA, now: datetime.datetime) -> bool:
        try:
            kept = x509.load_pem_x509_certificate(self.certificate_file.read_bytes())
            kept.verify_directly_issued_by(_certificate(authority))
        except (FileNotFoundError, ValueError, InvalidSignature):
            return False
        lasts = kept.not_valid_before_utc <= now < kept.not_valid_after_utc - RENEWAL
        return lasts and _names(kept) == set(self.names)


def _text(blob: trustme.Blob) -> str:
    return blob.bytes().decode()


def _certificate(authority: trustme.CA) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.cert_pem.bytes())


def _names(certificate: x509.Certificate) -> set[str]:
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return {str(name.value) for name in extension.value}
