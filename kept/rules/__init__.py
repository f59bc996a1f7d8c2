"""Pure decisions: frozen facts and a `now` in, a decision with its reasons out; no database, no clock."""
