"""Django's PostgreSQL, and nobody waits for it who could know that it is gone."""
