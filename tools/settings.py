# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""The parameters of the addon, read once per message into a frozen object.

A bad value never stops mail: the default is used, and :attr:`Settings.problems` names
the parameter, so that it can be shown where administrators look.
"""

from dataclasses import dataclass, field

from . import parameters

PARSERS = {
    "mail.catchall.domain.allowed": ("allowed_domains", parameters.domains),
    "mail.gateway.loop.minutes": ("loop_minutes", parameters.loop_minutes),
    "mail.gateway.loop.threshold": ("loop_threshold", parameters.loop_threshold),
    "mail_inbound.max_notices": ("max_notices", parameters.positive),
    "mail_inbound.max_size_mb": ("max_size_mb", parameters.positive),
    "mail_inbound.max_recipients": ("max_recipients", parameters.positive),
    "mail_inbound.retry_minutes": ("retry_minutes", parameters.minutes_list),
    "mail_inbound.max_attempts": ("max_attempts", parameters.positive),
    "mail_inbound.blocklist_complaints": ("blocklist_complaints", parameters.switch),
    "mail_inbound.content_days": ("content_days", parameters.positive),
    "mail_inbound.row_days": ("row_days", parameters.positive),
}
"""Key of each parameter: the setting it fills, and how it is parsed."""


@dataclass(frozen=True)
class Settings:
    """What an administrator can change.

    :param allowed_domains: domains at which an alias is matched by its local part;
        empty: at all.
    :param loop_minutes: span in which new records of one sender are counted.
    :param loop_threshold: new records that one sender may make in it; 0: any number.
    :param max_notices: notices of one kind that one sender gets in a day.
    :param max_size_mb: largest message that is accepted, in MiB.
    :param max_recipients: most envelope recipients of one message.
    :param retry_minutes: minutes to wait after the first, second, … failed attempt;
        the last one is repeated.
    :param max_attempts: failed attempts after which a message is held.
    :param blocklist_complaints: whether who complains gets no more mailings.
    :param content_days: days that the content of a finished message is kept.
    :param row_days: days that a finished message is listed.
    :param problems: keys of the parameters whose value could not be used.
    """

    allowed_domains: tuple[str, ...] = ()
    loop_minutes: int = 120
    loop_threshold: int = 20
    max_notices: int = 10
    max_size_mb: int = 50
    max_recipients: int = 500
    retry_minutes: tuple[int, ...] = (1, 5, 15, 60, 240, 1440)
    max_attempts: int = 10
    blocklist_complaints: bool = False
    content_days: int = 30
    row_days: int = 180
    problems: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, get_param):
        """Parse the stored parameters.

        :param get_param: function that returns the text of a key, or nothing.
        :return: :class:`Settings`.
        """
        values, problems = {}, []
        for key, (name, parse) in PARSERS.items():
            text = get_param(key)
            if not text:
                continue
            try:
                values[name] = parse(text)
            except parameters.BadParameter:
                problems.append(key)
        return cls(**values, problems=tuple(problems))

    @property
    def max_size(self):
        """Largest message that is accepted, in bytes."""
        return self.max_size_mb * 1024 * 1024

    def retry_delay(self, attempt_count):
        """Return the minutes to wait after so many failed attempts."""
        return self.retry_minutes[min(attempt_count, len(self.retry_minutes)) - 1]


def expectation_of(key, text):
    """Return the sentence that tells what a parameter should be; None if it is.

    :param str key: of any parameter; those of others are none of our business.
    :param str text: its value; empty: the default is used.
    """
    if key not in PARSERS or not text:
        return None
    try:
        PARSERS[key][1](text)
    except parameters.BadParameter as error:
        return error.sentence
    return None
