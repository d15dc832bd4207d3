# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The words of delivery notices, as patterns: tables for ``notice``.

Every repetition is bounded, since anybody can send any text.
"""

import re

from .addresses import ADDRESS

# Who sends notices. The display name counts, as in "Mail Delivery System".
NOTICE_SENDER = re.compile(
    r"mailer[-_. ]?d(?:a|æ)emon|post[-_. ]?master|mail[-_. ]?delivery|delivery[-_. ]?"
    r"(?:sub)?system|mail[-_. ]?(?:system|administrator|router|server)|mdaemon|mmdf"
    r"|system administrator|auto-?mailer|bounce|undeliver|^\W*$|microsoft outlook"
    r"|amazonses|internet mail",
    re.I,
)
# What they call their letters.
NOTICE_SUBJECT = re.compile(
    r"undeliver|un-deliver|non[- ]?deliver|not (?:be )?deliver|user unknown|bounce"
    r"|returned (?:e-?)?mail|returned to sender|returning message|error sending"
    r"|(?:mail|mail system) error|unable to (?:deliver|send)|rejected:"
    r"|deliver\w* (?:\w+ ){0,3}(?:fail|error|problem|status|notif|report|delay|has"
    r"|incomplete)"
    r"|fail\w* (?:\w+ ){0,2}(?:deliver|notice|mail|message)"
    r"|could ?n(?:o|')t (?:be )?(?:deliver|sen[dt])|warning: (?:message|could)"
    r"|(?:message|mail) (?:delayed|rejected|blocked|not sent|returned)"
    # de, fr, es, pt, it
    r"|unzustellbar|nicht zugestellt|zustell"
    r"|non remis|non distribu|non d[ée]livr|[ée]chec de (?:la )?(?:remise|distribution)"
    r"|no se (?:pudo|puede) entregar|no entregad|devuelto|devolvido|n[ãa]o entregue"
    r"|mancat[ao] (?:consegna|recapito)|impossibile (?:recapitare|consegnare)"
    # nl, da, sv, pl, cs, ru, ja, zh
    r"|onbestelbaar|niet bezorgd|kan ikke lever|kunde inte lever|olevererbar"
    r"|nie(?:dostarcz|doręcz)|nelze doručit|nedoruč|не (?:может быть )?доставлен"
    r"|недоставлен|送信できません|配信でき|エラー通知|配達|退信|退回|投递|無法|系统退信",
    re.I,
)
# At least one of these is in every notice.
FAILURE_WORDS = re.compile(
    r"deliver|fail|error|return|reject|unknown|bounc|undeliver|unable|could not|refus"
    r"|not (?:reach|exist|found|listed|sent|accept)|respon[ds]|denied|invalid|quota"
    r"|zugestellt|zustell|remis|distribu|entreg|consegn|recapit|bezorg|lever|dostarcz"
    r"|doruč|достав|エラー|でき|送信|失敗|退|投递|全|无法|無法",
    re.I,
)
# Enough where neither sender nor subject tell, but the return-path is null.
CLEAR_WORDS = re.compile(
    r"(?:could|can|was|were|been) ?(?:not|n't) be(?:en)? deliver|not be delivered"
    r"|unable to deliver|undeliverable|delivery (?:\w+ )?fail|failed to deliver",
    re.I,
)
# A person passes a notice on.
FORWARD = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|i|vs|re|aw|sv|r|antw)\s*:", re.I)
DELAY_WORDS = re.compile(
    r"warning message only|(?:has|have) not yet been|will (?:be )?(?:retr|keep trying)"
    r"|warning\b.{0,20}could not send|attempts will continue"
    r"|still (?:being )?(?:trying|retried)|not been delivered .{0,40}(?:after|within)"
    r"|do(?:es)? not (?:need|have) to re-?send|not necessary to re-?send"
    r"|this is (?:only |just )?a warning|weiter(?:hin)? versucht",
    re.I,
)
# Less clear: a final notice may tell that the message was delayed before.
LATE_WORDS = re.compile(r"delayed|\(delay\)|retard[ée]|verzögert|verspätet", re.I)
GIVEN_UP_WORDS = re.compile(
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
    r"[ \t]{0,3}(?:\.\.\.|:|\[|\(|,? because|=>)"
    r"| {1,3}(?:user|was|is|does|not|unknown))",
    r"(?:undeliverable|delivered?|message|mail|rejected|unable|unknown|failed)"
    r"[a-z ]{0,40}"
    rf" (?:to|for|recipient|user|address|by)[: ]{{1,3}}[<\"']?(?P<a>{ADDRESS})",
    rf"(?:user|mailbox|account|address|recipient)s? (?:[\w. ]{{1,60}} )?[<(\"'\[]?"
    rf"(?P<a>{ADDRESS})[>)\"'\]]? (?:is |was |are )?(?:not|unknown|does|has|over|full"
    r"|rejected|invalid|unavail|disabled|cannot)",
    rf"^\W{{0,12}}(?:to|an|à|para|destinatario|empfänger|destinataire|宛先)\W{{1,5}}"
    rf"(?P<a>{ADDRESS})\s*$",
)
ALONE = re.compile(
    rf"^[ \t>*\-=\"'\d.)]{{0,12}}<?(?:mailto:)?(?P<a>{ADDRESS})[>\"']{{0,2}}"
    rf"(?:[ \t]*[<(\[](?:mailto:)?{ADDRESS}[>)\]])?[ \t,;:.]{{0,4}}$",
    re.I | re.M,
)
NAMING = (*(re.compile(row, re.I | re.M) for row in _CONTEXT_ROWS), ALONE)
ANYWHERE = re.compile(rf"(?<![^\s<>()\[\]{{}},;:\"'=])(?P<a>{ADDRESS})")
# The address belongs to somebody who helps, sends, or wrote the message.
BYSTANDER = re.compile(
    r"(?:mail from:?|from:?|sender:?|reply-to:?|message-id:?|return-path:?|cc:"
    r"|subject:?)[^@\n]{0,40}$",
    re.I,
)
HELPER = re.compile(
    r"(?:contact|help|support|assistance|abuse|questions?)[^@\n]{0,40}$", re.I
)
