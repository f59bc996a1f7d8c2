"""Notices on their way beyond the desk: by mail, and to browsers."""
