"""Real mail servers as private children of a test: own folders, own ports, gone at its end."""
