-- What the service answers from: tables that its projections write from events alone.
-- They are dropped and filled again when their shape changes.
CREATE SCHEMA views;

CREATE TABLE views.strategic_plans (
  id uuid,
  country_programme uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  state text NOT NULL,
  plan_version integer NOT NULL,
  chain jsonb NOT NULL,
  content_hash text NOT NULL,
  sources jsonb NOT NULL,
  drafted_by uuid,
  drafted_on date NOT NULL,
  submitted_on date,
  communes uuid[] NOT NULL,
  validations jsonb NOT NULL,
  awaiting uuid[] NOT NULL,
  objections jsonb NOT NULL,
  applicable jsonb,
  drafted_at bigint NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE TABLE views.action_plans (
  id uuid,
  partnership uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  parties uuid[] NOT NULL,
  state text NOT NULL,
  content jsonb NOT NULL,
  content_hash text NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  drafted_by uuid NOT NULL,
  drafted_on date NOT NULL,
  agreements jsonb NOT NULL,
  awaiting uuid[] NOT NULL,
  submitted_on date,
  protocol uuid,
  strategic_plan uuid,
  strategic_plan_version integer,
  adoptions jsonb NOT NULL,
  adopted_on date,
  superseded_by uuid,
  ended_on date,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.strategic_plans (country_programme, drafted_at);
CREATE INDEX ON views.action_plans (partnership, phase, submitted_on);
