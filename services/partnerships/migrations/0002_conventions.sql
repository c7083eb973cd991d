-- Specific conventions, and what is known here of the joint action plans annexed to them: the
-- planning service's own words, written by its events alone.
CREATE SCHEMA copies;

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
  drafted_by uuid NOT NULL,
  drafted_on date NOT NULL,
  reason text,
  signatures jsonb NOT NULL,
  awaiting uuid[] NOT NULL,
  concluded jsonb,
  annexed jsonb NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE TABLE copies.action_plans (
  id uuid,
  partnership uuid NOT NULL,
  protocol uuid NOT NULL,
  content_hash text NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.conventions (partnership);
CREATE INDEX ON views.conventions (protocol);
CREATE INDEX ON views.conventions USING gin (awaiting);
