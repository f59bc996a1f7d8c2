"""The company's rules as data: one file, checked, versioned; and the brands that it names."""
