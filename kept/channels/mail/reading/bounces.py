"""Bounces, delay notices and delivery notices: what became of which message of ours, recipient by recipient."""

import re
from dataclasses import dataclass

from kept.channels.mail.reading.odd_reports import detected, report_text, why
from kept.channels.mail.reading.our_message import keyed_in_addresses, returned_ids
from kept.channels.mail.reading.parts import Part
from kept.channels.mail.reading.report_fields import RecipientStatus, recipient_statuses
from kept.channels.mail.reading.seen import Seen
from kept.channels.mail.reading.status_words import status_of, words_of
from kept.channels.mail.reading.transfer import decode_transfer
from kept.handling.arrival import DeliveryReport

LOOKED_AT = 400_000

#: Senders that only mail systems have.
DAEMON_ADDRESS = re.compile(
    r"^\"?(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|post[-_.]?master|mail[-_.]?delivery[-_.\w]*"
    r"|mail[-_.]?admin\w*|mailadm|ndr"
    r"|bounces?(?:[-+.=].*)?|double-bounce|microsoftexchange\w*|system[-_. ]?administrator"
    r"|.*smtp_mail_service|imss|inetgw\d*"
    r"|symantec_antivirus\w*)[\"\\]*(?:@|$)",
    re.I,
)
DAEMON_NAME = re.compile(
    r"mail\s?(?:delivery|er)[\s-]?(?:sub)?(?:system|service|daemon)|delivery subsystem|system administrator"
    r"|postmaster|mailer-daemon"
    r"|internet mail delivery|mail administrator|microsoft outlook$|jetmail",
    re.I,
)
#: Subjects of non-delivery in several languages.
SUBJECT = re.compile(
    r"^\s*(?:undeliver|non[- ]?(?:delivery|remis)|returned mail|mail (?:delivery|system) (?:fail|error"
    r"|problem|warning)|delivery (?:status|fail|notif|report|error"
    r"|problem|has failed|delayed)|delivery\W+incomplete|fail(?:ure|ed) (?:notice|mail|delivery|to deliver)"
    r"|message (?:delayed|delivery|could not|undeliver|status)|mail (?:error|failed"
    r"|not delivered|could not|was not)|permanent delivery|warning: (?:message|could not|.{0,80}(?:unknown"
    r"|delayed))|unzustellbar|nicht zugestellt|zustellung|"
    r"rückläufer|mailzustellung|non remis|échec de (?:la )?remise|no se puede entregar|no entregado|devuelto"
    r"|mancata consegna|recapito non|onbestelbaar"
    r"|niet bezorgd|oleverbar|kan inte levereras|kunne ikke leveres|nie można dostarczyć|niedostarczon"
    r"|не ?достав|failure notice|processing error"
    r"|returned to sender|your message to .{1,80} could not be delivered|automatically rejected mail"
    r"|\[postmaster\]|ваше сообщение не доставлено|配信不能|退信)",
    re.I,
)
DELAYED = re.compile(
    r"warning|delay(?:ed)?\b|still being retried|not yet been delivered|will (?:keep|continue) (?:on )?try"
    r"|will be retried|verzögert|retardé|retrasado",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A recognised report: its class, why it was taken for one, and what it says of each recipient."""

    machine: str  # "bounce" | "delay" | "delivery_notice"
    reason: str
    reports: tuple[DeliveryReport, ...]


def notice(root: Part, data: bytes, seen: Seen) -> Notice | None:
    """The report that this mail is, None when it is none. `data` is the cleaned message.

    A mail counts as a report by its form (RFC 3464), or when it comes from a mail system (by its name, or
    with the empty return path) and names recipients that did not get something. A person who quotes a
    bounce, whatever the subject, is a person.
    """
    formal = root.content_type == "multipart/report" and not is_other_report(root)
    nameless = not seen.sender_address and seen.null_path
    daemon = nameless or bool(
        DAEMON_ADDRESS.match(seen.sender_address) or DAEMON_NAME.search(seen.sender_name)
    )
    spoken = SUBJECT.match(seen.subject) is not None
    if not (formal or daemon or seen.null_path):
        return None
    statuses = stated(root, data, formal or daemon)
    how = "It is a delivery report (RFC 3464)."
    if not statuses and (daemon or formal or spoken):
        statuses = detected(root, data, seen.sender_address)
        how = "It comes from a mail system and says which recipients did not get the message."
    if not statuses:
        if not (daemon and (formal or spoken)):
            return None
        # Still worth telling: the message may be known, though the recipient is not.
        statuses = [RecipientStatus("delayed" if DELAYED.search(seen.subject) else "failed", "", "", "", "")]
        how = "It comes from a mail system and says that a message was not delivered, without saying to whom."
    return judged(statuses, how, root, data, seen)


def is_other_report(root: Part) -> bool:
    """A receipt of a mail program, or a complaint about spam: no word about delivery."""
    kind = root.parameters.get("report-type", "").lower()
    return kind in ("disposition-notification", "feedback-report")


def judged(statuses: list[RecipientStatus], how: str, root: Part, data: bytes, seen: Seen) -> Notice:
    """Each recipient's status with its reason in words, and the message of ours that it is about."""
    message_id, keyed = returned_ids(root, data)
    keyed = keyed_in_addresses(seen.our_addresses) or keyed
    text = report_text(root)
    reports: list[DeliveryReport] = []
    for one in dict.fromkeys(statuses):
        diagnostic = one.diagnostic or why(text, one.final) or why(text, one.recipient)
        status = status_of(one.status, diagnostic)
        words = plain(one.action, status, diagnostic)
        reports.append(
            DeliveryReport(one.action, one.recipient, status, diagnostic, words, message_id, keyed)
        )
    actions = {report.action for report in reports}
    machine = "bounce" if "failed" in actions else "delay" if "delayed" in actions else "delivery_notice"
    return Notice(machine, how, tuple(reports))


def plain(action: str, status: str, diagnostic: str) -> str:
    """What to tell an agent."""
    match action:
        case "delivered":
            return "It was put into the mailbox."
        case "relayed":
            return "It was passed on to a mail system that will not report back."
        case "expanded":
            return "It was passed on to the members of a list."
        case "delayed":
            why = words_of(status, diagnostic)
            return "It is delayed; the mail system goes on trying." + (
                "" if why.startswith("The other mail system did not say") else f" {why}"
            )
    return words_of(status, diagnostic)


def stated(root: Part, data: bytes, trusted: bool) -> list[RecipientStatus]:
    """The delivery status in its own part, or standing in the text of a report that lost its form."""
    for part in root.leaves():
        if part.content_type in ("message/delivery-status", "message/global-delivery-status"):
            body, _ = decode_transfer(part.body[:LOOKED_AT], part.encoding, text=True)
            if found := recipient_statuses(body):
                return found
    return recipient_statuses(data[root.start : root.start + LOOKED_AT]) if trusted else []
