"""Mail that we fetch: IMAP mailboxes, by UID."""
