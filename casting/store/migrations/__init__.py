"""Alembic migrations: each expands first and contracts in a later release, so that two versions can run side by side."""
