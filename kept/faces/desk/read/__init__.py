"""What the pages show: read models, one query or two each, never a rule."""
