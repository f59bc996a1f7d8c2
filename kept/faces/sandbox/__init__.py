"""The demo's mailbox: a visitor reads what the customer would get, and answers as the customer."""
