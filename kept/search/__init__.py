"""Finding anything again: an index beside the rows, what is asked of it, and how it stays right."""
