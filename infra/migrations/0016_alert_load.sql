-- How much alerts ask of people is read from what fired and who was paged in a period.
CREATE INDEX alert_entry_fired ON mnara.alert_entry (at) WHERE kind = 'fired';
CREATE INDEX notification_paged ON mnara.notification (created_at) WHERE kind = 'page';
