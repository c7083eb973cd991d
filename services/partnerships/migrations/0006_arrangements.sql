-- How members take part in a partnership: through whom, in what other programmes, and until when.
CREATE TABLE views.partnership_arrangements (
  id uuid,
  authorities jsonb NOT NULL,
  delegations jsonb NOT NULL,
  other_programmes jsonb NOT NULL,
  notice_days integer,
  notice jsonb,
  notice_ends_on date,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.partnership_arrangements (notice_ends_on) WHERE notice_ends_on IS NOT NULL;
CREATE INDEX ON views.partnerships (predecessor) WHERE predecessor IS NOT NULL;
