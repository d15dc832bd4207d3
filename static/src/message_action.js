// Part of mail_inbound. See LICENSE file for full copyright and licensing details.

import { registerMessageAction } from "@mail/core/common/message_actions";
import { Message } from "@mail/core/common/message_model";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(Message.prototype, {
    setup() {
        super.setup(...arguments);
        /** @type {number|undefined} sent to operators only */
        this.inbound_message_id;
    },
});

registerMessageAction("inbound-message", {
    condition: ({ message }) => Boolean(message.inbound_message_id),
    icon: "fa fa-envelope-open-o",
    name: _t("Inbound Message"),
    onSelected: ({ message, store }) =>
        store.env.services.action.doAction({
            type: "ir.actions.act_window",
            res_model: "mail.inbound.message",
            res_id: message.inbound_message_id,
            views: [[false, "form"]],
        }),
    sequence: 105,
});
