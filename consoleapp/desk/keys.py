"""Idempotency keys: one for each act a person means to do, the same for each try of it (SAFETY 20)."""

import uuid


def new_key() -> str:
    """A key for one act; keep it and send it again when the reply was lost."""
    return uuid.uuid4().hex
