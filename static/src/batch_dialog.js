// Part of mail_inbound. See LICENSE file for full copyright and licensing details.

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Component, onWillStart, useState } from "@odoo/owl";

/** Messages of one call: the bar moves often enough, and a pause is near. */
const CHUNK = 5;

const TITLES = {
    retry: _t("Trying Again"),
    deliver: _t("Delivering"),
    discard: _t("Discarding"),
};

/** Runs an operation on many inbound messages, and shows how far it is. */
export class BatchDialog extends Component {
    static template = "mail_inbound.BatchDialog";
    static components = { Dialog };
    static props = {
        ids: { type: Array, element: Number },
        operation: String,
        deliverId: [Number, Boolean],
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.title = TITLES[this.props.operation];
        this.state = useState({ done: 0, counts: {}, isStopped: false });
        onWillStart(() => {
            this.run(); // not awaited: the dialog opens at once
        });
    }

    get total() {
        return this.props.ids.length;
    }

    get percent() {
        return Math.round((100 * this.state.done) / this.total);
    }

    get isRunning() {
        return !this.state.isStopped && this.state.done < this.total;
    }

    async run() {
        try {
            while (this.isRunning) {
                const ids = this.props.ids.slice(this.state.done, this.state.done + CHUNK);
                const outcomes = await this.orm.silent.call(
                    "mail.inbound.message",
                    "operate",
                    [ids, this.props.operation, this.props.deliverId]
                );
                outcomes.forEach((outcome) => this.count(outcome));
                this.state.done += ids.length;
            }
        } catch (error) {
            this.stop();
            throw error;
        }
    }

    count({ problem, label }) {
        const outcome = problem || label;
        this.state.counts[outcome] = (this.state.counts[outcome] || 0) + 1;
    }

    stop() {
        this.state.isStopped = true;
    }
}

/** Client action: open the dialog, and show the list anew when it closes. */
function runBatch(env, action) {
    const { ids, operation, deliver_id: deliverId } = action.params;
    env.services.dialog.add(
        BatchDialog,
        { ids, operation, deliverId },
        { onClose: () => env.services.action.doAction("soft_reload") }
    );
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("mail_inbound.batch", runBatch);
