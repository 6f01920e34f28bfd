-- The alert load of people is calculated from the alerts that fired and the people who were paged in a period.
CREATE INDEX alert_entry_fired ON mnara.alert_entry (at) WHERE kind = 'fired';
CREATE INDEX notification_paged ON mnara.notification (created_at) WHERE kind = 'page';
