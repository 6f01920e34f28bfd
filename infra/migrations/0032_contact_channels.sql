-- Which channels there are is checked where a people file is read (services/domain/src/people/contact.ts); a new one
-- needs no migration.
ALTER TABLE mnara.contact DROP CONSTRAINT contact_channel_check;
ALTER TABLE mnara.contact ADD CONSTRAINT contact_channel_check CHECK (channel ~ '^[a-z][a-z0-9-]*$');
