-- Part of mail_inbound. See LICENSE file for full copyright and licensing details.
-- a copy of a database takes no mail from the real mail servers
UPDATE mail_inbound_gateway
   SET active = false;
