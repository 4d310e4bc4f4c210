"""The ports of this machine: whether one can be had, and whether Kontor answers on it."""

import contextlib
import http.client
import socket
import ssl
from pathlib import Path

from deploy.embedded.refusal import Refusal

HERE = "127.0.0.1"


def number(text: str) -> int:
    """An argument that names a port."""
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError(text)
    return port


def demand_free(port: int, option: str) -> None:
    """Refuse a port that we cannot have, in words that say what to do."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HERE, port))
        except PermissionError:
            raise Refusal(f"Port {port} needs root; choose another with {option}.") from None
        except OSError:
            raise Refusal(
                f"Port {port} is in use by another program; choose another with {option}."
            ) from None


def free_after(port: int, *others: int) -> int:
    """The next port that nobody has now, for a helper of ours: whoever starts it uses it at once."""
    for near in range(port + 1, port + 200):
        if near in others or near > 65535:
            continue
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((HERE, near))
            return near
    raise Refusal(f"No port after {port} is free; choose another with --port.")


def answers(host: str, port: int, authority: Path | None) -> bool:
    """Whether `host` answers there, by TLS of this authority or plainly; refuse an error."""
    try:
        status = _status(host, port, authority)
    except (OSError, http.client.HTTPException):
        return False
    if status >= 500:
        raise Refusal(f"{host}:{port} answers with the error {status}; its log says why.")
    return True


def _status(host: str, port: int, authority: Path | None) -> int:
    """Ask for the first page: `host` is a name of ours, whatever a resolver makes of it."""
    client = http.client.HTTPConnection(host, port)
    with contextlib.closing(client):
        client.sock = socket.create_connection((HERE, port), timeout=10)
        if authority:
            context = ssl.create_default_context(cafile=authority)
            client.sock = context.wrap_socket(client.sock, server_hostname=host)
        client.request("GET", "/")
        return client.getresponse().status
