"""Alarms, doctor, migrations: what keeps a desk running."""
