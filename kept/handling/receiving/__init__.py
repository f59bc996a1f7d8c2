"""Taking in what arrives: the parts of `receive`."""
