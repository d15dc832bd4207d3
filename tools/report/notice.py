# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Delivery notices in plain words: who is it about, and what do they say?

Each detector knows one way of telling; the order is in ``DETECTORS`` of the package.
"""

import re

from .addresses import ADDRESS, clean_address, find_addresses, header_addresses
from .fields import first
from .values import DELAYED, FAILED, Report, ReportRecipient

MAX_RECIPIENTS = 500

# Who sends notices. The display name counts, as in "Mail Delivery System".
_NOTICE_SENDER = re.compile(
    r"mailer[-_. ]?d(?:a|æ)emon|post[-_. ]?master|mail[-_. ]?delivery|delivery[-_. ]?"
    r"(?:sub)?system|mail[-_. ]?(?:system|administrator|router|server)|mdaemon|mmdf"
    r"|system administrator|auto-?mailer|bounce|undeliver|^\W*$|microsoft outlook"
    r"|amazonses|internet mail",
    re.I,
)
# What they call their letters.
_NOTICE_SUBJECT = re.compile(
    r"undeliver|un-?deliverable|non[- ]?deliver|not (?:be )?deliver|returned (?:e-?)?mail"
    r"|mail (?:system )?error|deliver\w* (?:\w+ ){0,3}(?:fail|error|problem|status|notif"
    r"|report|delay|has|incomplete)|fail\w* (?:\w+ ){0,2}(?:deliver|notice|mail|message)"
    r"|could ?n(?:o|')t (?:be )?(?:deliver|sen[dt])|unable to (?:deliver|send)|bounce"
    r"|returned to sender|returning message|delivery failure|error sending|undelivered"
    r"|rejected:|(?:message|mail) (?:delayed|rejected|blocked|not sent|returned)"
    r"|user unknown|warning: (?:message|could)|unzustellbar|nicht zugestellt|zustell"
    r"|non remis|non distribu|non d[ée]livr|[ée]chec de (?:la )?(?:remise|distribution)"
    r"|no se (?:pudo|puede) entregar|no entregad|devuelto|devolvido|n[ãa]o entregue"
    r"|mancat[ao] (?:consegna|recapito)|impossibile (?:recapitare|consegnare)"
    r"|onbestelbaar|niet bezorgd|kan ikke lever|kunde inte lever|olevererbar"
    r"|nie(?:dostarcz|doręcz)|nelze doručit|nedoruč|не (?:может быть )?доставлен"
    r"|недоставлен|送信できません|配信でき|エラー通知|配達|退信|退回|投递|無法|系统退信",
    re.I,
)
# At least one of these is in every notice.
_FAILURE_WORDS = re.compile(
    r"deliver|fail|error|return|reject|unknown|bounc|undeliver|unable|could not|refus"
    r"|not (?:reach|exist|found|listed|sent|accept)|respon[ds]|denied|invalid|quota"
    r"|zugestellt|zustell|remis|distribu|entreg|consegn|recapit|bezorg|lever|dostarcz"
    r"|doruč|достав|エラー|でき|送信|失敗|退|投递|全|无法|無法",
    re.I,
)
_DELAY_WORDS = re.compile(
    r"warning message only|(?:has|have) been delayed|(?:has|have) not yet been|delayed"
    r"|will (?:be )?(?:retr|keep trying|continue)|attempts will continue|still (?:being "
    r")?(?:trying|retried)|not been delivered .{0,40}(?:after|within)|do not need to "
    r"resend|not necessary to resend|will be (?:re)?tried|this is (?:only |just )?a "
    r"warning|(?:wird|werden) weiter(?:hin)? versucht|retardé|más tarde de nuevo",
    re.I,
)
_GIVEN_UP_WORDS = re.compile(
    r"permanent|giv(?:en|ing) up|gave up|not going to try|failed perm|has failed"
    r"|(?:returned|fatal|expired)|no further",
    re.I,
)

# Phrases right before or after the address of the failed recipient.
_CONTEXT_ROWS = (
    rf"rcpt to: ?<?(?P<a>{ADDRESS})",
    rf"recipients?(?: address| name)?: ?[<\[\"']?(?P<a>{ADDRESS})",
    # sendmail and its children: 550 <anne@example.com>... User unknown
    rf"^\W{{0,8}}[45]\d\d[ -](?:[45]\.\d+\.\d+ )?<?(?P<a>{ADDRESS})>?(?:\.\.\.|,|:)",
    # most others: <anne@example.com>: user unknown
    rf"^[ \t>*\"']{{0,12}}<?(?P<a>{ADDRESS})[>\"']{{0,2}}(?: on [A-Z][a-z]{{2}}, |"
    r"[ \t]{0,3}(?:\.\.\.|:|\[|\(|,? because|=>)| {1,3}(?:user|was|is|does|not|unknown))",
    rf"(?:undeliverable|delivered?|message|mail|rejected|unable|unknown|failed)[a-z ]{{0,40}}"
    rf" (?:to|for|recipient|user|address|by)[: ]{{1,3}}[<\"']?(?P<a>{ADDRESS})",
    rf"(?:user|mailbox|account|address|recipient)s? (?:[\w. ]{{1,60}} )?[<(\"'\[]?"
    rf"(?P<a>{ADDRESS})[>)\"'\]]? (?:is |was |are )?(?:not|unknown|does|has|over|full"
    r"|rejected|invalid|unavail|disabled|cannot)",
    rf"^\W{{0,12}}(?:to|an|à|para|destinatario|empfänger|destinataire|宛先)\W{{1,5}}"
    rf"(?P<a>{ADDRESS})\s*$",
)
_CONTEXTS = tuple(re.compile(row, re.I | re.M) for row in _CONTEXT_ROWS)
_ALONE = re.compile(
    rf"^[ \t>*\-=\"'\d.)]{{0,12}}<?(?:mailto:)?(?P<a>{ADDRESS})[>\"']{{0,2}}"
    rf"(?:[ \t]*[<(\[](?:mailto:)?{ADDRESS}[>)\]])?[ \t,;:.]{{0,4}}$",
    re.I | re.M,
)
# The address belongs to somebody who helps, sends, or wrote the message.
_BYSTANDER = re.compile(
    r"(?:mail from:?|from:?|contact|sender:?|help|support|assistance|abuse|questions?"
    r"|reply-to:?|message-id:?|e-?mail to|write to|return-path:?|cc:|subject:?)"
    r"[^@\n]{0,40}$",
    re.I,
)


def looks_like_notice(notice):
    """Tell whether a message may be about the delivery of another one."""
    sender = " ".join(notice.headers.get("from", ("",)))
    subject = first(notice.headers, "subject")
    return bool(
        _NOTICE_SENDER.search(sender)
        or _NOTICE_SUBJECT.search(subject)
        or "x-failed-recipients" in notice.headers
        or "message/delivery-status" in notice.content_types
    ) and bool(_FAILURE_WORDS.search(subject + "\n" + notice.text))


def detect_failed_header(notice):
    """Read X-Failed-Recipients, which Exim and Google write."""
    values = notice.headers.get("x-failed-recipients", ())
    return _report(header_addresses(values), notice)


def detect_context(notice):
    """Find addresses that stand in a phrase about a failed recipient."""
    matches = (m for c in _CONTEXTS for m in c.finditer(notice.text))
    return _report([_kept(m, notice) for m in matches], notice)


def detect_lines(notice):
    """Find addresses that stand alone on a line, as in a list."""
    matches = _ALONE.finditer(notice.text)
    return _report([_kept(m, notice) for m in matches], notice)


def detect_returned_recipient(notice):
    """Find recipients of the returned message in the text of the notice."""
    text = notice.text.lower()
    return _report([a for a in _returned_to(notice) if a in text], notice)


def detect_only_address(notice):
    """Take the only address in the text that is not a bystander's."""
    found = [
        address
        for address in find_addresses(notice.text)
        if address.lower() not in _bystanders(notice)
    ]
    return _report(found, notice) if len(found) == 1 else None


def detect_only_returned_recipient(notice):
    """Take the only recipient of the returned message, if no address is named."""
    found = _returned_to(notice)
    return _report(found, notice) if len(found) == 1 else None


def is_delay(notice):
    """Tell whether the notice says that the server keeps trying."""
    subject = first(notice.headers, "subject")
    said = f"{subject}\n{notice.text}"
    return bool(_DELAY_WORDS.search(said)) and not _GIVEN_UP_WORDS.search(said)


def _report(addresses, notice):
    """Return a report about these addresses, or None if there are none."""
    unique = {address.lower(): address for address in addresses if address}
    action = DELAYED if is_delay(notice) else FAILED
    recipients = [ReportRecipient(a, action=action) for a in unique.values()]
    return Report(recipients=tuple(recipients[:MAX_RECIPIENTS])) if unique else None


def _kept(match, notice):
    """Return the address that was matched, or "" if it is a bystander's."""
    address = clean_address(match["a"])
    if address.lower() in _bystanders(notice):
        return ""
    text = notice.text
    before = text[max(0, match.start("a") - 60) : match.start("a")]
    return "" if _BYSTANDER.search(before) else address


def _bystanders(notice):
    """Return the addresses that the notice comes from or that wrote the message."""
    values = [
        value
        for headers, names in (
            (notice.headers, ("from", "reply-to", "sender", "message-id")),
            (notice.original, ("from", "return-path", "sender", "message-id")),
        )
        for name in names
        for value in headers.get(name, ())
    ]
    return set(header_addresses(values))


def _returned_to(notice):
    names = ("to", "cc", "x-original-to", "delivered-to", "x-envelope-to")
    values = [value for name in names for value in notice.original.get(name, ())]
    return list(dict.fromkeys(header_addresses(values)))
