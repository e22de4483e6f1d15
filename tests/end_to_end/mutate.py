"""Damaged source texts, the same ones on every machine."""

import random
import re
from collections.abc import Iterator

TOKENS = re.compile(r'"""|"(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w-]*|\d+\w*|\s+|.', re.DOTALL)
SPLICES = (
    b"\x00",
    b"\xff\xfe",
    b"\r",
    "\u202e".encode(),
    b"{" * 3000,
    b"${",
    b'"',
    b"/*",
)


def prefixes(text: bytes, count: int) -> Iterator[bytes]:
    """Yield beginnings of a text, spread over its length."""
    step = max(1, len(text) // count)
    for end in range(0, len(text), step):
        yield text[:end]


def without_tokens(text: bytes, count: int) -> Iterator[bytes]:
    """Yield the text with one token left out each."""
    tokens = TOKENS.findall(text.decode())
    places = [at for at, token in enumerate(tokens) if not token.isspace()]
    for at in places[:: max(1, len(places) // count)]:
        yield "".join(tokens[:at] + tokens[at + 1 :]).encode()


def with_noise(text: bytes, count: int, seed: str) -> Iterator[bytes]:
    """Yield the text with random bytes, or with a nasty piece, somewhere."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for number in range(count):
        at = chance.randrange(len(text) + 1)
        nasty = SPLICES[number % len(SPLICES)] if number % 2 else chance.randbytes(8)
        yield text[:at] + nasty + text[at + chance.randrange(20) :]
