"""Delivery codes in plain words (RFC 3463 and its additions), for an agent who has never seen one."""

import re

#: Subject and detail of an enhanced status code, whatever its class.
WORDS = {
    "1.0": "Something is wrong with the address",
    "1.1": "The mailbox does not exist",
    "1.2": "The part of the address after the @ does not exist or takes no mail",
    "1.3": "The address is not written correctly",
    "1.4": "The address fits several mailboxes",
    "1.5": "The address is right and was accepted",
    "1.6": "The mailbox has moved and left no new address",
    "1.7": "Our sender address was refused as not written correctly",
    "1.8": "Our sender address was refused: its domain is not known there",
    "1.9": "The message was passed on to a system that may not tell us more",
    "1.10": "The domain says that it takes no mail at all",
    "2.0": "Something is wrong with the mailbox",
    "2.1": "The mailbox is switched off and takes no mail",
    "2.2": "The mailbox is full",
    "2.3": "The message is too long for this mailbox",
    "2.4": "A list behind the address could not be resolved",
    "3.0": "The other mail system has a problem",
    "3.1": "The other mail system is full",
    "3.2": "The other mail system takes no mail at the moment",
    "3.3": "The other mail system cannot do what the message needs",
    "3.4": "The message is too big for the other mail system",
    "3.5": "The other mail system is not set up correctly",
    "4.0": "The way to the other mail system is disturbed",
    "4.1": "The other mail system does not answer",
    "4.2": "The connection to the other mail system broke off",
    "4.3": "The other mail system could not be found for the moment (name service)",
    "4.4": "No way to the other mail system was found",
    "4.5": "The other mail system is overloaded",
    "4.6": "The message was sent in a circle",
    "4.7": "It could not be delivered in time and was given up",
    "5.0": "The mail systems did not understand each other",
    "5.1": "The mail systems did not understand each other",
    "5.2": "The mail systems did not understand each other",
    "5.3": "The message has too many recipients for the other mail system",
    "5.4": "The mail systems did not understand each other",
    "5.5": "The mail systems do not speak the same version",
    "6.0": "The content of the message was not accepted",
    "6.1": "The kind of content is not accepted there",
    "6.2": "The content would have to be converted, which is not allowed",
    "6.3": "The content would have to be converted, which is not possible",
    "7.0": "It was refused for reasons of policy or security",
    "7.1": "It was refused: we may not write to this address, or it was taken for spam",
    "7.2": "We may not write to this list",
    "7.8": "Our mail system could not sign in there",
    "7.13": "The account is switched off",
    "7.17": "The mailbox has changed hands since",
    "7.20": "It was refused: the signature of our mail did not pass (DKIM)",
    "7.21": "It was refused: the signature of our mail did not pass (DKIM)",
    "7.22": "It was refused: the signature of our mail is not by our domain (DKIM)",
    "7.23": "It was refused: our server may not send for our domain (SPF)",
    "7.24": "It was refused: the rule for who may send for our domain could not be read (SPF)",
    "7.25": "It was refused: our server's address has no proper name (reverse DNS)",
    "7.26": "It was refused: our mail did not prove where it comes from (SPF, DKIM)",
    "7.27": "It was refused: our sender domain takes no mail",
    "7.28": "It was refused as part of a flood of mail",
    "7.29": "It was refused: a chain of forwarding could not be verified",
    "7.509": "It was refused: our mail did not pass the rules of our own domain (DMARC)",
}
CLASSES = {
    "1": "Something is wrong with the address",
    "2": "Something is wrong with the mailbox",
    "3": "The other mail system has a problem",
    "4": "The way to the other mail system is disturbed",
    "5": "The mail systems did not understand each other",
    "6": "The content of the message was not accepted",
    "7": "It was refused for reasons of policy or security",
}
#: What servers write beside (or instead of) a code; it says more than the general codes.
PHRASES: tuple[tuple[str, str], ...] = (
    (
        r"over ?quota|(?:exceed\w*|over|disk|mailbox|mail|account) .{0,20}quota|quota (?:exceed|violation"
        r"|full)|quota for|(?:mailbox|mailfolder|folder|inbox)"
        r" (?:is )?full|full mailbox|insufficient (?:disk|storage)|exceeded (?:its )?storage"
        r"|postfach .{0,20}voll|boîte .{0,20}pleine|buzón .{0,20}lleno",
        "2.2",
    ),
    (
        r"\bspam|blacklist|block ?list|blocked using|spamhaus|barracuda|reputation|\bjunk\b|bulk mail"
        r"|\brbl\b",
        "7.1",
    ),
    (r"dmarc", "7.509"),
    (r"\bspf\b", "7.23"),
    (r"virus|malware|infected|prohibited attachment", "6.0"),
    (
        r"too (?:large|big)|size (?:limit|exceed)|exceed\w* .{0,30}size|message size",
        "3.4",
    ),
    (
        r"host (?:or domain name )?not\s+found|domain (?:does not exist|not found)|unknown (?:host|domain)"
        r"|nxdomain|no mx\b|name service error",
        "1.2",
    ),
    (
        r"us(?:er|uario) unknown|unknown (?:or illegal )?(?:user|recipient|mailbox|address)|user not known"
        r"|addressee unknown|ad?dress unknown"
        r"|no such (?:user|mailbox|recipient|address|account)|(?:does ?n[o']t|not|n'a pas|n'existe) exist"
        r"|n['’]existe pas|no existe|non esiste|existiert nicht"
        r"|invalid (?:final )?(?:delivery |recipient|mailbox|user|address)|no mailbox|unroute?able"
        r"|recipient (?:address )?rejected"
        r"|(?:recipient|address)\w*( name)? (?:is )?not (?:recogni[sz]ed|found|listed|valid)|not listed"
        r"|does ?n['o]t have an? .{0,60}account|not our customer"
        r"|no longer (?:valid|available|active|on)|bad destination mailbox|not (?:a )?(?:valid"
        r"|known) (?:user|recipient|address|mailbox)|nicht bekannt"
        r"|unbekannt|wrong or no longer valid|did not match an|no (?:final )?e?-?mail delivery point"
        r"|не существует|user doesn",
        "1.1",
    ),
    (r"disabled|inactive|suspended|deactivated|discontinued|deaktiviert", "2.1"),
    (r"mailbox (?:is )?(?:currently )?(?:not available|unavailable)", "2.0"),
    (r"too many hops|mail loop|loops? back|routing loop|message looping", "4.6"),
    (
        r"timed? ?out|time.?expired|connection refused|no route|not reachable|unreachable|retry timeout"
        r"|not respond|unable to connect"
        r"|establish an? (?:smtp )?connection|not been collected",
        "4.1",
    ),
    (
        r"relay(?:ing)? (?:access )?denied|not (?:permitted|allowed) to relay|unable to relay"
        r"|not authori[sz]ed|access denied|not accepting mail",
        "7.1",
    ),
    (r"rate limit|too many (?:messages|connections)|throttl|gr[ea]ylist|try again later", "4.5"),
)
PATTERNS = tuple((re.compile(pattern, re.I), detail) for pattern, detail in PHRASES)
SPAM = PATTERNS[1][0]

ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[\s\-#:]|$)")
#: Codes that say no more than that it failed.
GENERAL = {"", "0.0", "1.0", "2.0", "3.0", "5.0", "5.1", "5.2", "5.4", "7.0"}


def says_why(line: str) -> bool:
    """A line of a report that speaks of a reason."""
    return any(pattern.search(line[:600]) for pattern, _ in PATTERNS)


def status_of(stated: str, diagnostic: str) -> str:
    """The enhanced code: the stated one, or a more exact one out of the diagnostic; "" when there is none."""
    codes: list[str] = ENHANCED.findall(stated)[:1] + ENHANCED.findall(diagnostic[:2000])[:1]
    for code in codes:
        if code.partition(".")[2] not in GENERAL:
            return code
    if codes:
        return codes[0]
    if reply := REPLY.search(diagnostic[:2000]):
        return reply[1][0] + ".0.0"
    return ""


def words_of(status: str, diagnostic: str) -> str:
    """One plain sentence without its full stop's technicalities: why it was not delivered."""
    detail = status.partition(".")[2]
    spoken = next((found for pattern, found in PATTERNS if pattern.search(diagnostic[:2000])), "")
    if detail.startswith("7.") and SPAM.search(diagnostic[:2000]):
        return "It was refused as spam."
    if (detail in GENERAL or detail not in WORDS) and spoken:
        return (
            "It was refused as spam." if spoken == "7.1" and SPAM.search(diagnostic) else WORDS[spoken] + "."
        )
    if detail in WORDS:
        return WORDS[detail] + "."
    if detail.partition(".")[0] in CLASSES:
        return CLASSES[detail.partition(".")[0]] + "."
    return "The other mail system did not say why."
