-- Principles, the day of effect a text states, earlier decisions and confirmed signatures: the view
-- fills itself anew.
DROP TABLE views.protocols;
DELETE FROM store.checkpoints WHERE projection = 'protocols';

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
  renews uuid,
  in_force jsonb NOT NULL,
  proposed_at bigint NOT NULL,
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
