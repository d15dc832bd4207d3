// Part of mail_inbound. See LICENSE file for full copyright and licensing details.

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component } from "@odoo/owl";

/**
 * A stranger's message in a frame of its own.
 *
 * The server sends it without scripts and forbids to fetch anything; the sandbox is the
 * second wall. Links open in a window of their own.
 */
export class InboundPreview extends Component {
    static template = "mail_inbound.Preview";
    static props = { ...standardWidgetProps };

    get url() {
        return `/mail_inbound/message/${this.props.record.resId}/preview`;
    }

    get title() {
        return _t("The message, without remote images");
    }
}

registry.category("view_widgets").add("mail_inbound_preview", { component: InboundPreview });
