"""Mail from the past: mbox, maildir and eml, silently and once."""
