-- Who gave a convention up, when and why. The view is of another version: it is made anew beside the
-- one that serves, which goes on without.
ALTER TABLE views.conventions ADD COLUMN abandoned jsonb;
