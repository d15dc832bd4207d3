# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Delivery notices in plain words: who is it about, and what do they say?

Each detector knows one way of telling; the order is in ``DETECTORS`` of the package.
"""

import re

from .addresses import ADDRESS, clean_address, header_addresses
from .fields import first
from .values import DELAY, DELAYED, FAILED, FAILURE, Report, ReportRecipient

MAX_RECIPIENTS = 500
ADDRESSEES = ("to", "delivered-to")

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
# Enough where neither sender nor subject tell, but the return-path is null.
_CLEAR_WORDS = re.compile(
    r"(?:could|can|was|were|been) ?(?:not|n't) be(?:en)? deliver|not be delivered"
    r"|unable to deliver|undeliverable|delivery (?:\w+ )?fail|failed to deliver",
    re.I,
)
# A person passes a notice on.
_FORWARD = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|i|vs|re|aw|sv|r|antw)\s*:", re.I)
_DELAY_WORDS = re.compile(
    r"warning message only|(?:has|have) not yet been|will (?:be )?(?:retr|keep trying)"
    r"|attempts will continue|still (?:being )?(?:trying|retried)|not been delivered "
    r".{0,40}(?:after|within)|do(?:es)? not (?:need|have) to re-?send|not necessary to "
    r"re-?send|this is (?:only |just )?a warning|weiter(?:hin)? versucht",
    re.I,
)
# Less clear: a final notice may tell that the message was delayed before.
_LATE_WORDS = re.compile(r"delayed|\(delay\)|retard[ée]|verzögert|verspätet", re.I)
_GIVEN_UP_WORDS = re.compile(
    r"permanent|giv(?:en|ing) up|gave up|not going to try|has failed|returned|fatal"
    r"|expired|no further",
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
_ANYWHERE = re.compile(rf"(?<![^\s<>()\[\]{{}},;:\"'=])(?P<a>{ADDRESS})")
# The address belongs to somebody who helps, sends, or wrote the message.
_BYSTANDER = re.compile(
    r"(?:mail from:?|from:?|sender:?|reply-to:?|message-id:?|return-path:?|cc:|subject:?)"
    r"[^@\n]{0,40}$",
    re.I,
)
_HELPER = re.compile(r"(?:contact|help|support|assistance|abuse|questions?)[^@\n]{0,40}$", re.I)


def looks_like_notice(notice):
    """Tell whether a message may be about the delivery of another one."""
    subject = first(notice.headers, "subject")
    from_server = _is_notice_sender(notice.headers) or (
        _NOTICE_SUBJECT.search(subject) and not _FORWARD.match(subject)
    )
    null_path = first(notice.headers, "return-path") == "<>"
    return bool(
        (from_server and _FAILURE_WORDS.search(f"{subject}\n{notice.text}"))
        or (null_path and _CLEAR_WORDS.search(notice.text))
        or "x-failed-recipients" in notice.headers
    )


def _is_notice_sender(headers):
    return any(map(_NOTICE_SENDER.search, headers.get("from", ())))


def detect_failed_header(notice):
    """Read X-Failed-Recipients, which Exim and Google write."""
    values = notice.headers.get("x-failed-recipients", ())
    return _report(header_addresses(values), notice)


def detect_context(notice):
    """Find addresses that stand in a phrase about a failed recipient."""
    matches = (m for c in _CONTEXTS for m in c.finditer(notice.text))
    return _report([_kept(m) for m in matches], notice)


def detect_lines(notice):
    """Find addresses that stand alone on a line, as in a list."""
    matches = _ALONE.finditer(notice.text)
    return _report([_kept(m) for m in matches], notice)


def detect_returned_recipient(notice):
    """Find recipients of the returned message in the text of the notice."""
    text = notice.text.lower()
    return _report([a for a in _returned_to(notice) if a in text], notice)


def detect_only_address(notice):
    """Take the only address in the text that is not a bystander's."""
    found = {_kept(m).lower() for m in _ANYWHERE.finditer(notice.text)}
    found -= bystanders(notice) | {""}
    return _report(found, notice) if len(found) == 1 else None


def detect_only_returned_recipient(notice):
    """Take the only recipient of the returned message, if no address is named."""
    found = [] if _ALONE.search(notice.text) else _returned_to(notice)
    return _report(found, notice) if len(found) == 1 else None


def detect_unnamed(notice):
    """Understand at least that something failed; its Message-Id may tell for whom."""
    if not _CLEAR_WORDS.search(notice.text):
        return None
    return Report(DELAY if is_delay(notice) else FAILURE, detect_unnamed.__name__)


def is_delay(notice):
    """Tell whether the notice says that the server keeps trying."""
    subject = first(notice.headers, "subject")
    said = f"{subject}\n{notice.text}"
    late = _LATE_WORDS.search(said) and not _GIVEN_UP_WORDS.search(said)
    return bool(_DELAY_WORDS.search(said) or late)


def _report(addresses, notice):
    """Return a report about these addresses, or None if there are none."""
    unique = {address.lower(): address for address in addresses if address}
    action = DELAYED if is_delay(notice) else FAILED
    recipients = [ReportRecipient(a, action=action) for a in unique.values()]
    return Report(recipients=tuple(recipients[:MAX_RECIPIENTS])) if unique else None


def _kept(match):
    """Return the address that was matched, or "" if it is that of a bystander."""
    return "" if _BYSTANDER.search(_before(match)) else clean_address(match["a"])


def _before(match):
    """Return the text right before an address that was matched."""
    return match.string[max(0, match.start("a") - 60) : match.start("a")]


def bystanders(notice):
    """Return the addresses that a notice comes from, or is addressed to.

    The second are ours: whom the notice is addressed to is not who failed.

    :param Notice notice: the notice
    :return: set of lower-case addresses
    """
    sides = (
        (notice.headers, ("from", "reply-to", "sender", "message-id", *ADDRESSEES)),
        (notice.original, ("from", "return-path", "sender", "message-id")),
    )
    return {
        address
        for headers, names in sides
        for name in names
        for address in header_addresses(headers.get(name, ()))
    } | {
        clean_address(match["a"]).lower()
        for match in _ANYWHERE.finditer(notice.text)
        if _HELPER.search(_before(match))
    }


def addressees(notice):
    """Return whom the notice is addressed to, in lower case: that is us."""
    values = [value for name in ADDRESSEES for value in notice.headers.get(name, ())]
    return set(header_addresses(values))


def _returned_to(notice):
    """Return the recipients of the returned message, if it is not a notice itself."""
    if _is_notice_sender(notice.original):
        return []
    names = ("to", "cc", "x-original-to", "delivered-to", "x-envelope-to")
    values = [value for name in names for value in notice.original.get(name, ())]
    return list(dict.fromkeys(header_addresses(values)))
