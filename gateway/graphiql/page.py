"""The GraphiQL page and its files."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from ipaddress import ip_address

TYPES = {"js": "text/javascript", "css": "text/css", "txt": "text/plain"}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere; the editor sets styles on its elements. Source: W3C CSP Level 3."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page; `tag` changes with its bytes."""

    media_type: str
    body: bytes
    tag: str


@dataclass(frozen=True)
class Page:
    """GraphiQL on `endpoint`, opened with `query`.

    With a `token` it opens signed in, for callers on this machine only: give none outside the
    local profile.
    """

    query: str
    token: str | None = field(default=None, repr=False)
    endpoint: str = "/graphql"

    def html(self, host: str) -> bytes:
        """Return the page for a request to this `Host`."""
        headers = None
        if self.token and _is_loopback(host):
            headers = {"Authorization": f"Bearer {self.token}"}
        settings = {"endpoint": self.endpoint, "query": self.query, "headers": headers}
        # "<" could end the script element. Source: HTML, restrictions for contents of script.
        text = json.dumps(settings).replace("<", "\\u003c")
        return self._template.replace("{settings}", text).encode()

    @cached_property
    def _template(self) -> str:
        return resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")

    @cached_property
    def assets(self) -> dict[str, Asset]:
        """The page's files by name."""
        folder = resources.files(__package__).joinpath("assets")
        return {file.name: _asset(file.name, file.read_bytes()) for file in folder.iterdir()}


def _asset(name: str, body: bytes) -> Asset:
    media_type = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Asset(f"{media_type}; charset=utf-8", body, tag)


def _is_loopback(host: str) -> bool:
    """Say whether the name in a `Host` header can only mean this machine.

    A page of another site whose name was rebound to this machine sends its own name.
    """
    name = host[1 : host.find("]")] if host.startswith("[") else host.partition(":")[0]
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
