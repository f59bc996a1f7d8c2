"""What the pages take in, checked field by field."""
