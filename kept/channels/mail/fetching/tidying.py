"""What happens to a message in the mailbox after it was stored: nothing, unless the mailbox's settings say so."""

from collections.abc import Sequence

from imapclient import IMAPClient

from kept.channels.mail.fetching.account import Account, MailboxTrouble


def tidy(client: IMAPClient, account: Account, uids: Sequence[int]) -> None:
    """Mark, move or delete these stored messages as the account says. Raises MailboxTrouble or IMAP errors."""
    if account.after == "leave" or not uids:
        return
    if account.after == "seen":
        client.add_flags(uids, [b"\\Seen"], silent=True)
    elif account.after == "delete":
        _remove(client, uids)
    elif client.has_capability("MOVE"):
        client.move(uids, account.after_folder)
    else:
        client.copy(uids, account.after_folder)
        _remove(client, uids)


def _remove(client: IMAPClient, uids: Sequence[int]) -> None:
    if not client.has_capability("UIDPLUS"):
        # A plain EXPUNGE would also remove what somebody else marked as deleted.
        raise MailboxTrouble(
            "This server cannot delete single messages (UIDPLUS), so stored mail stays where it is.",
            remedy="Let stored mail be marked as read instead.",
        )
    client.delete_messages(uids, silent=True)
    client.uid_expunge(uids)
