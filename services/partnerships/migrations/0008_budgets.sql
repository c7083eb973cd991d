-- Conventions with their terms, advances and what they lack, filled anew from the first event on;
-- and what reports say was spent: the reporting service's own words, written by its events alone.
DROP TABLE views.conventions;
DELETE FROM store.checkpoints WHERE projection = 'conventions';

CREATE TABLE views.conventions (
  id uuid,
  partnership uuid NOT NULL,
  protocol uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  parties uuid[] NOT NULL,
  state text NOT NULL,
  amendment text,
  content_version integer NOT NULL,
  content_hash text NOT NULL,
  budget_lines jsonb NOT NULL,
  terms jsonb,
  drafted_by uuid NOT NULL,
  drafted_on date NOT NULL,
  drafted_at timestamptz NOT NULL,
  reason text,
  signatures jsonb NOT NULL,
  awaiting uuid[] NOT NULL,
  concluded jsonb,
  annexed jsonb NOT NULL,
  data_protection jsonb,
  received jsonb NOT NULL,
  advances jsonb NOT NULL,
  missing jsonb NOT NULL,
  closed_on date,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE TABLE copies.reports (
  id uuid,
  partnership uuid,
  action_plan uuid,
  submitted_version integer,
  submitted jsonb NOT NULL,
  accepted_version integer,
  accepted jsonb NOT NULL,
  demonstration boolean NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.conventions (partnership);
CREATE INDEX ON views.conventions (protocol);
CREATE INDEX ON views.conventions USING gin (awaiting);
CREATE INDEX ON copies.reports (action_plan);
