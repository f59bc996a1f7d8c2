"""The ASGI shell: one port on which live streams run natively and everything else in a pool of threads."""
