"""Tokens at rest: AES-GCM under our newest key, bound to their tenant, the key's name in front."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):
    """None of our keys opens it, or it belongs to another tenant."""


class Vault:
    """Seals under the first key, opens under any. What was sealed for one tenant opens for no other."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {_name(key): key for key in keys}
        self._newest = _name(keys[0])

    def seal(self, tenant: str, token: str) -> str:
        """The token as it may be kept: `key.ciphertext`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(NONCE_BYTES)
        hidden = AESGCM(self._keys[self._newest]).encrypt(nonce, token.encode(), tenant.encode())
        return f"{self._newest}.{base64.urlsafe_b64encode(nonce + hidden).decode()}"

    def opened(self, tenant: str, sealed: str) -> str:
        """The token again."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        name, _, coded = sealed.partition(".")
        try:
            raw = base64.urlsafe_b64decode(coded)
            plain = AESGCM(self._keys[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], tenant.encode())
        except (KeyError, ValueError, InvalidTag) as error:
            raise Unreadable(tenant) from error
        return plain.decode()

    def is_newest(self, sealed: str) -> bool:
        """Whether it is sealed under the first key already."""
        return sealed.startswith(f"{self._newest}.")


def new_key() -> str:
    """A fresh key, as it is written into the settings."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def keys_of(text: str) -> tuple[bytes, ...]:
    """The keys in a setting or a file: newest first, separated by commas or lines."""
    words = text.replace("\n", ",").split(",")
    return tuple(_key(word.strip(), place) for place, word in enumerate(filter(str.strip, words), start=1))


def _key(word: str, place: int) -> bytes:
    try:
        key = base64.urlsafe_b64decode(word)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(
            f"holds no key in place {place}: 32 bytes in base64 are wanted; `python -m bot keys new` makes one."
        )
    return key


def _name(key: bytes) -> str:
    """What a key is called: says nothing about it."""
    return hashlib.sha256(b"dramatis key " + key).hexdigest()[:8]
