# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The codes by which mail servers say why, as tables."""

from .values import (
    ADDRESS_UNKNOWN,
    CONTENT,
    DOMAIN_NOT_FOUND,
    MAILBOX_FULL,
    MOVED,
    OTHER,
    POLICY,
    RATE_LIMITED,
    REFUSED,
    SERVER_ERROR,
    SUSPENDED,
    TOO_LARGE,
    UNREACHABLE,
)

# RFC 3463, RFC 5248 and its registry, and what Exchange adds; without the class
# digit, which servers do not keep to.
REASON_BY_STATUS = {
    "1.1": ADDRESS_UNKNOWN,
    "1.2": DOMAIN_NOT_FOUND,
    "1.3": ADDRESS_UNKNOWN,
    "1.4": SERVER_ERROR,  # ambiguous: the server knows several
    "1.6": MOVED,
    "1.7": REFUSED,
    "1.8": REFUSED,
    "1.10": ADDRESS_UNKNOWN,  # RFC 7505 means a null MX; Exchange says it of people
    "1.351": ADDRESS_UNKNOWN,
    "2.1": SUSPENDED,
    "2.2": MAILBOX_FULL,
    "2.3": TOO_LARGE,
    "3.4": TOO_LARGE,
    "4.4": DOMAIN_NOT_FOUND,
    "4.310": DOMAIN_NOT_FOUND,
    "5.3": RATE_LIMITED,
    "7.13": SUSPENDED,
    "7.28": RATE_LIMITED,
}

# RFC 3463, section 3: what the codes not named above are about.
REASON_BY_SUBJECT = {
    "3": SERVER_ERROR,
    "4": UNREACHABLE,
    "5": SERVER_ERROR,
    "6": CONTENT,
    "7": POLICY,
}

# RFC 5321, section 4.2.3; RFC 7504 for 521 and 556. 550 says too little.
REASON_BY_REPLY = {
    "421": UNREACHABLE,
    "450": OTHER,
    "452": SERVER_ERROR,
    "521": DOMAIN_NOT_FOUND,
    "530": POLICY,
    "535": POLICY,
    "551": MOVED,
    "552": MAILBOX_FULL,
    "556": DOMAIN_NOT_FOUND,
}
