"""What happened: append-only, one hash chain per customer and one for the company's own facts."""
