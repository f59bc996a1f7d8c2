"""Reading a mail: raw bytes in, an Arrival out. Pure: no database, no clock, no settings."""

from kept.channels.mail.reading.read import READER, Unreadable, attachment_bytes, read_mail

__all__ = ["READER", "Unreadable", "attachment_bytes", "read_mail"]
