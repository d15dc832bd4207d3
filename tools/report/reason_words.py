# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The words by which mail servers say why, as tables.

Texts are compared folded, with every address replaced by "@". The first group with a
matching row decides: the order is part of the knowledge, its reason is beside it.
"""

from . import foreign_words
from .values import (
    ADDRESS_UNKNOWN,
    CONTENT,
    DOMAIN_NOT_FOUND,
    MAILBOX_FULL,
    MOVED,
    POLICY,
    RATE_LIMITED,
    REFUSED,
    SERVER_ERROR,
    SPAM,
    SUSPENDED,
    TOO_LARGE,
    UNREACHABLE,
)
from .words import Words

_WHO = (
    r"(?:user(?: ?name| ?id)?|account|mail ?-?box|recipi?ent|rcpt|addressee|address"
    r"|adress|inbox|customer|person|alias|login|subscriber|local[ -]part)"
)
_IS = r"(?:(?:is|was|are|has|have|been|currently|either|an?|marked|the) ){0,3}"

REASON_WORDS = (
    # What is said of the sender must not be taken for news of the recipient:
    # "sender domain does not exist", "sender verify failed: no such user".
    (
        POLICY,
        Words(
            r"\bspf\b|sender policy framework",
            r"\bdkim\b|domainkeys",
            r"\bdmarc\b",
            r"\barc\b.{0,20}fail",
            r"reverse[ -](?:dns|lookup|host|record|map|name|resol)|\br-?dns\b",
            r"\bptr\b|\bfcrdns\b|name lookup failed",
            r"invalid dns|unverifyable|(?:cannot|can't|could not) (?:find|resolve"
            r"|verify) your",
            r"\b(?:helo|ehlo)\b.{0,40}(?:reject|invalid|must|bad|argument|forged"
            r"|not |does|name)|(?:reject|invalid|bad|forged).{0,20}\b(?:helo|ehlo)\b",
            r"fully[ -]qualified (?:host|domain)",
            r"\bipv6\b(?!:)",
        ),
    ),
    (
        REFUSED,
        Words(
            r"\b(?:sender|originator)(?:'s)? (?:(?:e-?mail|address|domain|host|name"
            r"|ip|user|is|was|has|been|@|<@>) ?){0,5}:? ?(?:rejected|denied|blocked"
            r"|refused"
            r"|unknown|invalid|not |does|must|verif|could|cannot|unroute|undeliv)",
            r"(?:domain of|verify|verif\w+|callout (?:to|of)) (?:the )?sender",
            r"\b(?:bad|invalid|bogus|unknown|forged|null|empty|unroutable|unallowed"
            r"|unauthenticated) (?:envelope )?(?:senders?|return[ -]path|mail ?from)\b",
            r"\bmail ?from\b.{0,40}(?:domain|denied|rejected|refused|invalid|must"
            r"|not )",
            r"\b(?:return[ -]path|from address|envelope[ -]from|address in from)\b"
            r".{0,40}(?:reject|refus|invalid|unknown|not )",
            r"your (?:e-?mail |sending |sender |own )?(?:address|domain).{0,30}"
            r"(?:reject|refus|block|unknown|not (?:allowed|exist|valid)|does n)",
            r"sending to/from an address|sender (?:is not|isn't) on|senderfilter",
            r"recipient preferences|user rules",
            r"permission to post|google groups",
            r"\b(?:batv|backscatter)\b",
            *foreign_words.SENDER_REFUSED,
        ),
    ),
    # Limits on speed quote "quota" and "too many", before the mailbox and the size.
    (
        RATE_LIMITED,
        Words(
            r"rate[ -]?limit|(?:frequency|volume|connection|sending) (?:rate )?"
            r"(?:is )?limit|ratelimit",
            r"too (?:many|much) (?:\w+ ){0,2}(?:connections?|sessions?|recipients?"
            r"|requests?|errors?|commands|invalid|bad|unknown|spams?)\b",
            r"too (?:many|much) (?:messages|mails?|e-?mails?)\b(?! (?:on|in|stored"
            r"|data))",
            r"(?:sending|sent|daily|hourly|per[ -](?:hour|day)).{0,30}"
            r"(?:quota|limit|maximum)",
            r"throttl",
            r"too (?:fast|quick)|try again slower|slow down",
            r"receiving (?:mail|e-?mail|message)s? (?:at a rate|too)",
            r"unexpected volume",
            r"exceed\w*.{0,40}(?:per (?:hour|day|minute)|\brate\b|connections)",
            r"gr[ae]y ?-?list",
            r"reduce (?:your )?(?:speed|sending|rate)",
            *foreign_words.RATE_LIMITED,
        ),
    ),
    (
        MAILBOX_FULL,
        Words(
            r"\b(?:mail ?-?box|inbox|account|folder|user|storage|recipient(?! list)"
            r"|mailstore"
            r"|maildir|@).{0,40}\b(?:full\b|exceed|over[ -]?(?:quota|its|limit|allo"
            r"|size"
            r"|storage|disk|draw|the))",
            r"\bover ?-?quota|\bquota (?:exceed|violat|limit|usage|is full|reached)",
            r"\bquota\b.{0,40}(?:exceed|reached|used up|full)|(?:exceed|over|reached"
            r"|allowed|disk|disc|diskspace)\w*.{0,30}\bquota\b",
            r"mailfolder|mailbox_full|quotaexceeded",
            r"\b(?:exceed\w*|out of|insufficient|(?:not )?(?:enough|sufficient)"
            r"|no)\b.{0,25}"
            r"\b(?:storage|space|room)\b.{0,20}(?:\bin\b|alloc|mailbox|user|exceed|$)",
            r"full mail ?box|mail ?box (?:size|storage) limit|space has been used up",
            r"too (?:many|much) (?:messages|mails?) (?:on|in|stored|data)",
            *foreign_words.MAILBOX_FULL,
        ),
    ),
    (
        TOO_LARGE,
        Words(
            r"\b(?:message|mail|e-?mail|size|attachment|content|body|file|header"
            r"|data)s?"
            r"\b.{0,40}(?:(?<!queue )too (?:large|big|long)|size limit|larger than)",
            r"max(?:imum)? (?:\w+ )?(?:message |file |mail )?size",
            r"(?:too (?:large|big)|exceeds?|exceeded).{0,60}(?:size|limit|maximum"
            r"|bytes|length)",
            r"(?:size|length).{0,30}exceed|sizelimit",
            *foreign_words.TOO_LARGE,
        ),
    ),
    # A program that fails may name its own files and users; a directory that
    # knows several such people does know the address.
    (
        SERVER_ERROR,
        Words(
            r"(?:could ?n[o']t|can(?:no|')t|unable to) (?:create|write|fork|exec|open)",
            r"no such file",
            r"\bambiguous\b|not unique|(?:several|multiple) matches",
            r"command died|command output",
        ),
    ),
    # A suspended account is often called "unavailable" or "unknown" as well.
    (
        SUSPENDED,
        Words(
            rf"\b{_WHO}\b.{{0,60}}\b(?:disabled|suspend|in-?activ|locked\b|frozen"
            r"|expired|(?:de|in)activat|temporarily (?:limited|locked|blocked)"
            r"|on hold|not (?:been )?(?:activ|enabled)|discontinu|restricted"
            r"|terminated|archived)",
            r"\b(?:disabled|in-?active|suspend(?:ed)?|locked|frozen|expired"
            rf"|deactivated|archived|discontinued) (?:@ |e-?mail |the )?(?:{_WHO}"
            r"|service)\b",
            r"not (?:been )?(?:used|logged|accessed) for|due to (?:\w+ )?inactivity",
            r"account.{0,20}limited|unavailable or access denied",
            r"disableduser|(?:been|currently|temporar\w+) (?:suspended|locked"
            r"|disabled)",
            *foreign_words.SUSPENDED,
        ),
    ),
    (
        MOVED,
        Words(
            r"\b(?:user|person|recipient|mailbox|account|address|@|<@>) (?:has |have "
            r"|had"
            r" |is |was )?(?:been )?moved|hasmoved|relocated",
            r"no longer (?:on|at|with|in) (?!use\b)",
            r"(?:new|changed?)(?: \w+)? e-?mail address|address (?:has )?changed"
            r"|has been replaced by",
            r"not our customer|user not local",
            r"(?:has|hat|a) left (?:the |our |this )?(?:company|organi[sz]|firm)",
            r"please try <?@",
            r"no longer (?:work|employ)",
            r"\b(?:user|account|mail ?box|address|inbox)\b[^,.;:]{0,20}\bclosed\b",
            *foreign_words.MOVED,
        ),
    ),
    # The domain before the address: "domain unknown" against "user unknown".
    (
        UNREACHABLE,
        Words(
            r"host not found,? (?:please )?try again",
            r"temporary (?:lookup|name|dns|name server)|name lookup failure"
            r"|malformed .{0,20}"
            r"name server|dns records .{0,40}not be found",
            r"(?:name (?:service|server)|nameserver|dns|lookup).{0,50}(?:try again"
            r"|timed? ?out|temporar|malformed|servfail|query failed)",
            r"verification in progress|unverified address: connect",
            r"loops? back to (?:my|it)self",
        ),
    ),
    (
        DOMAIN_NOT_FOUND,
        Words(
            r"\b(?:host|domain)(?: name)?(?: or (?:host|domain)(?: name)?)?"
            r"(?: \(?[\w.\[\]<>@'\"-]{1,100}\)?)? (?:is |was |has |could |can )?"
            r"(?:not (?:be )?(?:found|resolv|valid|hosted|here|local)|unknown"
            r"|non-?exist)",
            r"\b(?:host|domain|exchanger)s?\b(?: name)?(?: [\w.@-]{1,100})?"
            r" (?:do(?:es)? ?n[o']t|doesn't|do not|dosn't|may not|might not) exist",
            r"domain (?:is )?not reachable|domain must exist",
            r"\b(?:unknown|invalid|illegal|no such|bad|unresolvable|nonexistent)"
            r" (?:remote |recipient |mail |e-?mail )?(?:host|domain)\b",
            r"nxdomain|domainnonexist|non-?existent hosts?",
            r"null ?-?mx",
            r"dns error|no relevant answers|(?:no|not have an?) (?:valid |usable )?"
            r"(?:dns|mx|mail exchange)\b(?: hosts?| records?| entr)?",
            r"indicated no smtp service|not accepting network messages",
            r"unroute?able|no route to domain",
            r"(?:couldn'?t|could not|cannot|unable to|can't) (?:find|locate|resolve"
            r"|look ?up)(?: any| a| the)? (?:host|domain|mx|mail server|exchanger"
            r"|server named)",
            r"(?:host|domain|system|@|<@>)(?: [\w.-]{1,100})? (?:does ?n[o']t|doesn't"
            r"|do not|does not) (?:receive|accept)(?: any)? (?:e-?)?mail",
            r"domain's dns|isn't hosted here|name or service not known"
            r"|nodename nor servname",
        ),
    ),
    # Nobody has this address, said so clearly that nothing else can be meant.
    (
        ADDRESS_UNKNOWN,
        Words(
            r"\b(?:unknown|unkown|un-?known to us|no such|non-?exist\w*|undefined"
            r"|unrecogni[sz]ed|nonexistent)(?: (?:or|local|virtual|final|e-?mail"
            rf"|destination|mail|remote|illegal|invalid|smtp|:)){{0,4}} ?{_WHO}s?\b",
            rf"\b{_WHO}s?\b(?: (?:name|address|alias|account|part|id|e-?mail|@"
            rf"|\S{{1,80}}"
            rf"))?(?: \([^)]{{0,60}}\))? ?:? ?['\"]?[.…]{{0,3}} ?{_IS}(?:unknown|unkown"
            r"|not (?:be )?(?:found|known|listed|present|recogni[sz]ed|registered"
            r"|hosted here)|unrecogni[sz]ed|undefined|non-?exist)",
            r"\b(?:do|dos|does|did|do es)(?:n?['`]?t| not| n['`]t) exist"
            r"|\bnot exists?\b",
            r"\bno(?:t an?)? (?:valid |e-?)?(?:mail ?-?box|account|user|recipient|one"
            r"|inbox|mail drop|body|person)(?:es|s)? (?:here|by|with|at|found|named"
            r"|of that|known|avail|for|exists?)",
            r"\bno ?body (?:here )?by that name|no such (?:person|local|name|id|object"
            r"|mail drop|entry|dest|e-?mail|inbox|employee|member|one)",
            r"\bnot an? (?:valid|known|active|existing|registered|local|real|current)"
            rf" (?:e-?mail |smtp |local |internet )?{_WHO}\b",
            r"(?:could ?n[o']t|could not|cannot|can't|was ?n[o']t|not) (?:be )?"
            r"(?:found|located?|match\w*)"
            r"(?: (?:on|in|at|by|a|the|this|any|exactly|that|smtp)\b|[.:,;!)]"
            r"|$).{0,40}",
            r"(?:not listed in|not in|not present in) (?:the |our )?(?:\w+ )?"
            r"(?:name|directory|address ?book|database|list of users)",
            r"recip(?:ient)? ?not ?found|adr\.recip|nosuchuser|no_such_user"
            r"|unknownuser|userunknown|bad_recipient|invalid-recipient",
            r"\b(?:has|have|does not have|doesn't have|don't have|do not have) (?:no"
            r"|an?y?)"
            r" .{0,40}(?:account|mail ?box|user)",
            r"\b(?:deleted|removed) (?:user|mail ?box|account)"
            rf"|\b{_WHO}\b.{{0,20}}\b(?:been |was )(?:deleted|removed)\b",
            r"no longer (?:valid|exists?|available|active|accepts?|in use|a valid)",
            r"recipient address rejected: (?:access denied|undeliverable address: (?:no"
            r"|un|user|host .{0,60}said: 5)|unverified address: (?:no|un|user))",
            r"(?:check|verify).{0,60}(?:e-?mail )?address is correct",
            r"that (?:name|user) (?:is )?(?:not|un)|unknown to (?:us|this)"
            r"|is no mailbox",
            r"\b(?:mailbox|user|account|recipient|@|<@>) (?:is )?not hosted|not hosted"
            r" here",
            r"(?:bad)?rcpt(?:to|hosts?)?\b.{0,20}not found|badrcptto|validrcptto"
            r"|badrecipientto|invalid final delivery",
            *foreign_words.ADDRESS_UNKNOWN,
        ),
    ),
    (
        CONTENT,
        Words(
            r"virus|malware|infected|trojan|phish",
            r"attachment|executable",
            r"\bmime\b",
            r"non-?compliant|not .{0,20}compliant|rfc ?\d{3,4}",
            r"malformed|8-?bit|improper|charset|line too long",
            r"\bheaders?\b.{0,40}(?:error|too|missing|invalid|duplicate|not |multiple"
            r"|fields?)",
            r"(?:missing|invalid|multiple|duplicate|no|without|illegal)\b.{0,30}"
            r"(?:header|\bfrom:|\bto:|\bdate:|subject)",
            r"content (?:is )?(?:not|presents|forbidden|conver|error)"
            r"|potential security",
            *foreign_words.CONTENT,
        ),
    ),
    (
        SPAM,
        Words(
            r"spam|unsolicited|\bu[bc]e\b|\bjunk\b|bulk e?-?mail|mass mailer",
            r"black ?-?list|block ?-?list|deny ?-?list",
            r"\bblocked\b|blocking",
            r"\brbl\b|\bdnsbl\b|uribl|surbl|\bbl\)|open proxy",
            r"\b(?:your|sending|client|source|following|bad|invalid|dynamic) ip\b",
            r"reputation|\babus|complaint",
            r"\bbanned\b|barracuda",
            r"\blisted\b (?:in|at|on|by)\b|listed\b.{0,40}http",
            r"content rejected|content denied|suspicious|scored?\b",
            r"\b(?:ip|host|server|network|hosts)\b.{0,40}(?:denied|dynamic"
            r"|not (?:allowed"
            r"|accepted|permitted|welcome))",
            r"\b(?:dt|mi|hl|rp|sd):[a-z]{3}\b|ask your postmaster",
            *foreign_words.SPAM,
        ),
    ),
    (
        POLICY,
        Words(
            r"relay|rcpthosts",
            r"authenticat|authori[sz]",
            r"starttls|\btls\b|\bssl\b|encrypt|certificate",
            r"polic(?:y|ies)|security",
            r"access denied|permission denied|\bdenied\b",
            r"not (?:allowed|permitted)|prohibit|administrative",
            r"not (?:been )?verified|verification fail",
            r"use the smtp server|client host rejected|not a (?:mail|mx)"
            r"|may not be mail",
            r"(?:message|mail|e-?mail) (?:was |has been )?(?:rejected|refused)"
            r"|rejected the message",
            *foreign_words.POLICY,
        ),
    ),
    (
        REFUSED,
        Words(
            r"not (?:a )?(?:member|subscrib)",
            r"(?:only|restricted) (?:accept|to) (?:mail|member)|only accepting mail",
            r"(?:rejected|refused) by (?:the )?(?:recipient|user|owner|destination)",
            r"not accepting (?:any )?(?:mail|messages)|(?:does|do) not (?:accept|allow)"
            r" (?:mail|messages)|refuses to (?:receive|accept)",
            r"mailing list|\bgroup\b|moderat",
            r"filter(?:ed)?\b|challenge|whitelist|pre-?approved|requires confirmation",
            r"not wanted|suppress(?:ed|ion)|previously bounced|bounced address",
        ),
    ),
    # Less clear than above: these words stand beside the other reasons, too.
    (
        ADDRESS_UNKNOWN,
        Words(
            r"\b(?:invalid|illegal|bad|wrong|incorrect)(?: (?:or|local|virtual|final"
            r"|e-?mail|destination|mail|remote|domain|path|unknown|:)){0,4} ?"
            rf"{_WHO}s?\b",
            rf"\b{_WHO}s?\b(?: (?:name|address|@|<@>))? ?:? ?{_IS}(?:invalid|incorrect"
            r"|not valid)",
        ),
    ),
    (
        UNREACHABLE,
        Words(
            r"timed? ?-?out|time limit|retry time|\bexpired\b|multiple retries",
            r"no route|unreachable|not reachable"
            r"|(?:connection|connect\b.{0,60}) ?refused",
            r"(?:unable to|could ?n[o']t|cannot|did not accept our requests to"
            r"|was ?n[o']t able to) (?:connect|establish|open|reach|contact)",
            r"socket error|lost connection",
            r"connection (?:was )?(?:reset|closed|dropped|lost|fail|error|abort|died)",
            r"not respond|no answer",
            r"in the queue too long|given up|gave up|aborted after|not been collected",
            r"too many hops|hop count|\bloop",
            r"network|no (?:response|servers?|host|relay)|failing for a long time"
            r"|delivery failed \d+ attempts",
            r"deferred",
        ),
    ),
    (
        SERVER_ERROR,
        Words(
            r"temporar|try (?:again )?later",
            r"system error|internal|local error|mailer error|server error",
            r"misconfigur|configuration|config error",
            r"\bdisk\b|resources|no space",
            r"service refused?|service currently unavailable|\bbusy\b",
            r"\bpipe\b|i/o error|software",
            r"command|protocol|syntax",
        ),
    ),
)

# What is said of an unknown address, and of much else: it counts where nothing more
# was said.
VAGUE_WORDS = Words(
    rf"(?<!ip )\b{_WHO}s?\b(?: (?:name|address|alias|account|@|<@>))? ?:? ?{_IS}"
    r"(?:un-?avai?la?ble|unavaiable|not (?:available|ok|accepted|allowed|local|active)"
    r"|rejected|denied|refused|undeliverable)",
    r"\b(?:rcpt|recipients?)\b.{0,20}(?:rejected|refused|denied)|rejected recipients?",
    r"no valid recipients?|can(?:no|')t accept (?:user|recipient)"
    r"|can(?:no|')t deliver (?:mail )?(?:for|to)",
    *foreign_words.VAGUE,
)
