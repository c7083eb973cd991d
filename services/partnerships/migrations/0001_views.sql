-- What the service answers from: tables that its projections write from events alone.
-- They are dropped and filled again when their shape changes.
CREATE SCHEMA views;

CREATE TABLE views.communes (
  id uuid,
  kind text NOT NULL,
  country text NOT NULL,
  region text,
  name text NOT NULL,
  names jsonb NOT NULL,
  all_names jsonb NOT NULL,
  codes jsonb NOT NULL,
  coordinates jsonb,
  since date,
  sources jsonb NOT NULL,
  sorted_by text COLLATE "C" NOT NULL,
  found_by text NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE TABLE views.programmes (
  id uuid,
  names jsonb NOT NULL,
  funder text NOT NULL,
  associations jsonb NOT NULL,
  pillars jsonb NOT NULL,
  principles jsonb NOT NULL,
  prior_deliberation_of jsonb NOT NULL,
  phases jsonb NOT NULL,
  sources jsonb NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE TABLE views.country_programmes (
  id uuid,
  programme uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  sectors jsonb NOT NULL,
  goal jsonb,
  results jsonb NOT NULL,
  operational_costs jsonb,
  coverage jsonb,
  communes jsonb NOT NULL,
  sources jsonb NOT NULL,
  launched_at bigint NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE TABLE views.partnerships (
  id uuid,
  programme uuid NOT NULL,
  country text NOT NULL,
  state text NOT NULL,
  state_since date,
  reason text,
  note text,
  ended_by uuid,
  since date,
  predecessor uuid,
  members jsonb NOT NULL,
  former_members jsonb NOT NULL,
  communes uuid[] NOT NULL,
  phases uuid[] NOT NULL,
  sources jsonb NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
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
  domains jsonb NOT NULL,
  ties jsonb,
  languages jsonb NOT NULL,
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
CREATE TABLE views.protocol_history (
  protocol uuid,
  number bigint,
  act text NOT NULL,
  text_version integer,
  party uuid,
  function text,
  acting_for text,
  on_behalf boolean NOT NULL,
  evidence text,
  acted_on date,
  reason text,
  recorded_at timestamptz NOT NULL,
  recorded_as text NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (protocol, number)
);
CREATE INDEX ON views.communes (sorted_by, id);
CREATE INDEX ON views.country_programmes (programme, phase, country, launched_at);
CREATE INDEX ON views.partnerships USING gin (communes);
CREATE INDEX ON views.protocols (partnership, phase, proposed_at);
CREATE INDEX ON views.protocols USING gin (parties);
CREATE INDEX ON views.protocols USING gin (awaiting);
CREATE INDEX ON views.protocols (ends_on) WHERE state = 'in_force';
