// Part of mail_inbound. See LICENSE file for full copyright and licensing details.

import { Notification } from "@mail/core/common/notification_model";

import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

// what these say is the reason: nothing else is known, nor needed
const SPEAKING_TYPES = new Set([
    "mail_email_invalid",
    "mail_email_missing",
    "mail_from_invalid",
    "mail_from_missing",
    "mail_smtp",
    "mail_spam",
]);

patch(Notification.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {string|false} what the server knows, our sentence first */
        this.failure_reason = undefined;
    },

    /** Whether the other mail server keeps trying: nothing is lost yet. */
    get isDelayed() {
        return (
            this.notification_type === "email" &&
            this.notification_status === "sent" &&
            Boolean(this.failure_reason)
        );
    },

    /** What went wrong, in a sentence, and the words of the other mail server. */
    get reason() {
        if (this.notification_type !== "email" || !(this.isFailure || this.isDelayed)) {
            return "";
        }
        if (this.failure_reason) {
            return this.failure_reason.split("\n\n")[0];
        }
        return SPEAKING_TYPES.has(this.failure_type)
            ? ""
            : _t("No error: there is one, but nobody told Odoo what it is.");
    },

    /** What else the other mail server wrote. */
    get notice() {
        return this.reason && this.failure_reason
            ? this.failure_reason.slice(this.reason.length).trim()
            : "";
    },

    get statusIcon() {
        return this.isDelayed ? "fa fa-hourglass-half" : super.statusIcon;
    },

    get statusTitle() {
        return this.isDelayed ? _t("Not delivered yet") : super.statusTitle;
    },
});
