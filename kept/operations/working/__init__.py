"""The worker: loops that do what is due, woken by NOTIFY, polling as a safety net."""
