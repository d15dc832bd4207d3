# Part of mail_inbound. See LICENSE file for full copyright and licensing details.
"""Real parts for tests: an Odoo of their own, mail servers, database servers.

What is tested here cannot be shown inside of a test's transaction: commits, crashes,
exit statuses, and bytes that go through other people's programs.
"""
