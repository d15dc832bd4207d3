#!/bin/sh
# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
# Every service that a package would start now stays as it is.
exit 101
