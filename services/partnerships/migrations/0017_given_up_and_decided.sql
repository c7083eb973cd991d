-- Protocols given up, and the council's decision behind each signature under a convention: both
-- views are of another version, and fill themselves from the first event on.
DROP TABLE views.protocols;
DROP TABLE views.conventions;
DELETE FROM store.checkpoints WHERE projection IN ('protocols', 'conventions');

CREATE TABLE views.protocols (
  id uuid,
  partnership uuid NOT NULL,
  programme uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  parties uuid[] NOT NULL,
  state text NOT NULL,
  amendment text,
  text_version integer NOT NULL,
  text_hash text NOT NULL,
  pillars jsonb NOT NULL,
  principles jsonb NOT NULL,
  domains jsonb NOT NULL,
  ties jsonb,
  languages jsonb NOT NULL,
  effective_on date,
  proposed_by uuid NOT NULL,
  proposed_on date NOT NULL,
  text_agreed_on date,
  steps jsonb NOT NULL,
  awaiting uuid[] NOT NULL,
  awaiting_since date,
  in_force_since date,
  ends_on date NOT NULL,
  expired_on date,
  abandoned jsonb,
  renews uuid,
  in_force jsonb NOT NULL,
  proposed_at bigint NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
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
CREATE INDEX ON views.protocols (partnership, phase, proposed_at);
CREATE INDEX ON views.protocols USING gin (parties);
CREATE INDEX ON views.protocols USING gin (awaiting);
CREATE INDEX ON views.protocols (ends_on) WHERE state = 'in_force';
CREATE INDEX ON views.protocols (renews) WHERE renews IS NOT NULL;
CREATE INDEX ON views.conventions (partnership);
CREATE INDEX ON views.conventions (protocol);
CREATE INDEX ON views.conventions USING gin (awaiting);
