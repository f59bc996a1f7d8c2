"""Mail that is handed to us: SMTP and LMTP, acknowledged only when it is stored."""
