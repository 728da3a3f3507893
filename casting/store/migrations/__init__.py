"""Alembic migrations: each expands first and contracts in a later release, so that two versions run side by side."""
