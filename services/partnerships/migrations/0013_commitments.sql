-- What members undertake to give and what they give, filled from the first event on.
CREATE TABLE views.commitments (
  id uuid,
  partnership uuid NOT NULL,
  party uuid NOT NULL,
  side text NOT NULL,
  kind text NOT NULL,
  text jsonb NOT NULL,
  measure jsonb NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  made_on date NOT NULL,
  on_behalf boolean NOT NULL,
  reason text,
  state text NOT NULL,
  released_on date,
  contributions jsonb NOT NULL,
  given jsonb NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.commitments (partnership);
