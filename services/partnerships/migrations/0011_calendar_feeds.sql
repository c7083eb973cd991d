-- Which calendars are followed without a token, by the hash of their key.
CREATE TABLE views.calendar_feeds (
  id uuid,
  key_sha256 text NOT NULL,
  partnership uuid,
  organisation text,
  until date NOT NULL,
  closed boolean NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.calendar_feeds (key_sha256);
