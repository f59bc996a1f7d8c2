"""Words that we write: Markdown, canned answers with their variables, signatures."""
