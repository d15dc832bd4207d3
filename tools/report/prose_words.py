# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The words of delivery reports in plain text, as tables for ``prose``.

``Words`` are compared folded. The patterns around an address are not, because the
address is taken from the text as it was written.
"""

import re

from .addresses import ADDRESS
from .words import Words

# Who sends reports. The display name counts, as in "Mail Delivery System".
SENDERS = Words(
    r"mailer[-_. ]?dae?mon",
    r"post[-_. ]?master",
    r"mail[-_. ]?delivery|delivery[-_. ]?(?:sub)?system",
    r"mail[-_. ]?(?:system|administrator|router|server)\b",
    r"\bmdaemon|\bmmdf\b",
    r"system administrator",
    r"auto-?mailer",
    r"\bbounces?\b[^@<>]{0,60}@",
    r"undeliver",
    r"microsoft outlook",
    r"amazonses",
    r"internet mail",
    r"^\W*$",
)

# That a message did not arrive, in the text or in the subject.
UNDELIVERED = Words(
    # English
    r"(?:could|can|was|were|been|has|have)(?: ?not"
    r"|n't)(?: yet)? (?:be(?:en)? )?deliver",
    r"not (?:be )?deliver(?:ed|able)|undeliver|un-deliver|non[- ]?deliver",
    r"unable to (?:deliver|send)|wasn't able to deliver",
    r"(?:could ?n[o']t|couldn't|cannot|can't) (?:be )?(?:deliver|sen[dt])\b",
    r"deliver\w* (?:\w+ ){0,3}fail|fail\w* (?:\w+ ){0,2}deliver",
    r"(?:did|could|will) not (?:be )?reach(?:ed)?\b.{0,40}(?:recipient|address|@)",
    # German
    r"unzustellbar|nicht (?:\w+ ){0,3}(?:zugestellt|zustellen)|zustell\w* (?:\w+ ){0,3}"
    r"(?:fehlgeschlagen|gescheitert|nicht moe?glich)",
    # French
    r"non (?:remis|distribu|delivr)|echec de (?:la )?(?:remise|distribution|livraison)"
    r"|n'a (?:pas )?pu etre (?:pas )?(?:remis|distribu|delivr|achemin|envoy)",
    # Spanish
    r"(?:no se (?:pudo|puede|ha podido)|no (?:pudo|ha podido) (?:ser )?) ?entreg"
    r"|no entregad|no ha sido entregad|imposible entregar",
    # Portuguese
    r"nao (?:foi (?:possivel )?|pode ser |pude )?entreg(?:ue|ar)|falha na entrega",
    # Italian
    r"mancat[ao] (?:consegna|recapito)|(?:impossibile|non e stato possibile)"
    r" (?:recapitare|consegnare)|non (?:\w+ ){0,4}(?:recapitat|consegnat)",
    # Dutch
    r"onbestelbaar|(?:niet|onmogelijk) (?:\w+ ){0,2}(?:bezorgd|afgeleverd|worden"
    r" bezorgd)",
    # Danish, Norwegian, Swedish
    r"kunne ikke (?:leveres|sendes|afleveres)|ikke (?:leveret|levert)|kunde inte"
    r" (?:levereras|skickas)|(?:inte|ej) levererats?|olevererbar|kan ikke leveres",
    # Finnish, Estonian
    r"ei voitu toimittaa|toimitus epaonnistui|ei saanud (?:\w+ )?(?:toimetada"
    r"|edastada)",
    # Polish
    r"nie (?:zosta\w+ |moze byc |mozna |udalo sie )?(?:dostarcz|dorecz)|niedostarcz"
    r"|niedorecz",
    # Czech, Slovak
    r"(?:nelze|nepodarilo|nebyla?|nebolo|nemoze|nemohla?)\b.{0,30}\bdoruc|nedoruc",
    # Hungarian
    r"nem (?:\w+ )?kezbesit|kezbesithetetlen|nem sikerult (?:\w+ )?kezbesiteni",
    # Turkish
    r"teslim edilem|iletilemedi|gonderilemedi",
    # Romanian, Croatian, Slovenian
    r"nu a putut fi (?:livrat|trimis|expediat)|nelivrat|nije (?:\w+ )?(?:isporucen"
    r"|dostavljen)|ni bilo mogoce dostaviti|nedostavljen",
    # Lithuanian, Latvian
    r"nepavyko (?:pristatyti|issiusti)|nepristaty|nevareja (?:piegadat|nogadat)"
    r"|nepiegadat",
    # Russian, Ukrainian, Bulgarian
    r"не (?:может быть |могло быть |было |удалось |вдалося |може да бъде |беше )?"
    r"(?:доставлен|доставить|доставити)|недоставлен",
    # Greek
    r"δεν (?:ηταν δυνατη η |μπορεσε να )?(?:παραδο|παραδοθ)|αποτυχια παραδοσης",
    # Japanese
    r"(?:送信|配信|配達|配送|お届け)(?:が|は|する(?:こと|事)が)?(?:でき|出来|されま"
    r"|失敗)"
    r"|届きません|届けられません|配信不能|送信エラー",
    # Chinese, Korean
    r"退信|退回|(?:无法|無法|未能|不能)(?:被)?(?:投递|投遞|送达|送達|发送|傳送|递送"
    r"|寄達)"
    r"|投递失败|投遞失敗|发送失败|전송(?:되지|하지|할 수)|배달(?:되지|할 수)"
    r"|전달할 수 없",
)

# What else such letters are called.
SUBJECTS = Words(
    r"returned (?:e-?)?mail|returned to sender|returning message|return receipt",
    r"(?:mail|mail system) error|error sending|email error",
    r"user unknown|bounced? (?:e-?mail|message)|bounce notif",
    r"deliver\w* (?:\w+ ){0,3}(?:error|problem|status|notif|report|delay|has"
    r"|incomplete)",
    r"fail\w* (?:\w+ ){0,2}(?:notice|mail|message)|failure notice",
    r"warning: (?:message|could)",
    r"(?:message|mail) (?:\w+ )?(?:delayed|rejected|blocked|not sent|returned)",
    r"^rejected:",
    r"zustell\w*(?:fehler|problem|status|verzoegerung|bericht)",
    r"notification (?:d'etat|de remise)|rapport de (?:remise|non)",
    r"devuelto|devolvido|notificac\w+ (?:d[eo]l? )?(?:estado|status|entrega)",
    r"エラー通知|エラーメール|系统退信|郵件傳遞|邮件传递",
)

# At least one of these is in every report.
FAILURES = Words(
    r"deliver|bounc|return|reject|refus",
    r"fail|error|unable|could not|unknown|invalid|denied|quota|does not|do not",
    r"not (?:reach|exist|found|listed|sent|accept)|did not respond",
    r"\b[45]\d\d[ -]|\b[45]\.\d+\.\d+\b",
)

# A person answers, or passes on, in many languages.
REPLIES = Words(
    r"\s*(?:re|aw|sv|vs|antw|r|rif|ref|res|odp|ynt|va|vl|rv|tr|fwd?|wg|enc|i|vb|vid"
    r"|doorst|pd|fs|ilt|tov|rép|αν|απ|回复|答复|回覆|答覆|转发|轉寄|返信|転送|회신"
    r"|전달)"
    r"(?:\[\d{1,3}\])?\s*:",
)

# The server keeps trying.
DELAYS = Words(
    r"warning message only|this is (?:only |just )?a warning",
    r"(?:has|have) not yet been",
    r"will (?:be )?(?:retr|keep trying)|attempts will continue|weiter(?:hin)? versucht",
    r"warning\b.{0,20}could not send",
    r"still (?:being )?(?:trying|retried)",
    r"not been delivered .{0,40}(?:after|within)",
    r"(?:do(?:es)? not (?:need|have) to|not necessary to) re-?send",
)
# Less clear: a final report may tell that the message was delayed before.
LATE = Words(r"\bdelayed|\(delay\)", r"retarde", r"verzoe?gert|verspae?tet")
GIVEN_UP = Words(
    r"permanent|\bfatal\b",
    r"giv(?:en|ing) up|gave up|not going to try|no further",
    r"has failed|returned|expired",
)

# Phrases right before or after the address of the failed recipient: something is
# said of it, so that it may be ours as well.
_TOLD = (
    rf"rcpt to: ?<?(?P<a>{ADDRESS})",
    # sendmail and its children: 550 <anne@example.com>... User unknown
    rf"^\W{{0,8}}[45]\d\d[ -](?:[45]\.\d+\.\d+ )?<?(?P<a>{ADDRESS})>?(?:\.\.\.|,|:)",
    # most others: <anne@example.com>: user unknown
    rf"^[ \t>*\"']{{0,12}}[<\[]?(?P<a>{ADDRESS})[>\]\"']{{0,2}}"
    rf"(?: on [A-Z][a-z]{{2}}, |"
    r"[ \t]{0,3}(?:\.\.\.|:|\[|\(|,? because|=>|<mailto:)"
    r"| {1,3}(?:user|was|is|does|not|unknown))",
    rf"(?:user|mailbox|account|address|recipient)s? (?:[\w. ]{{1,60}} )?[<(\"'\[]?"
    rf"(?P<a>{ADDRESS})[>)\"'\]]? (?:is |was |are )?(?:not|unknown|does|has|over|full"
    r"|rejected|invalid|unavail|disabled|cannot)",
)
# It is listed among the recipients of something, and most probably failed.
_LISTED = (
    rf"recipients?(?: address| name)?: ?[<\[\"']?(?P<a>{ADDRESS})",
    r"(?:undeliverable|delivered?|message|mail|rejected|unable|unknown|failed)"
    r"[a-z ]{0,40}"
    rf" (?:to|for|recipient|user|address|by)[: ]{{1,3}}[<\"']?(?P<a>{ADDRESS})",
)
# Whom the message was addressed to, where nobody else is named.
ADDRESSED = re.compile(
    rf"^\W{{0,12}}(?:to|an|à|para|destinatario|empfänger|destinataire|宛先)\W{{1,5}}"
    rf"(?P<a>{ADDRESS})\s*$",
    re.I | re.M,
)
ALONE = re.compile(
    r"^[ \t>*\-=\"']{0,12}(?:\d{1,3}[.)][ \t]{1,4})?"
    rf"<?(?:mailto:)?(?P<a>{ADDRESS})[>\"']{{0,2}}"
    rf"(?:[ \t]*[<(\[](?:mailto:)?{ADDRESS}[>)\]])?[ \t,;:.]{{0,4}}$",
    re.I | re.M,
)
TOLD_PATTERNS = tuple(re.compile(row, re.I | re.M) for row in _TOLD)
LISTED_PATTERNS = (*(re.compile(row, re.I | re.M) for row in _LISTED), ALONE)
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
