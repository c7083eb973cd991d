-- What other services have said, as far as rules here need it: written from their events alone.
CREATE SCHEMA copies;

CREATE TABLE copies.partnerships (
  id uuid,
  suspensions jsonb NOT NULL,
  ended_on date,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE copies.phases (
  id uuid,
  opened_on date,
  closing_on date,
  suspensions jsonb NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE copies.protocols (
  id uuid,
  ratified_version integer NOT NULL,
  in_force_since date,
  in_force_until date,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE copies.strategic_plans (
  id uuid,
  plan_version integer,
  indicators jsonb NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id, plan_version)
);
