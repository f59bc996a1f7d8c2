"""Live pages: what changed in the database is told to open pages, which read it again."""
