-- What partnerships has said, as far as our rules need it: tables that its contract events alone
-- write. They are emptied, and the consumer's version raised, when their shape changes.
CREATE SCHEMA heard;

CREATE TABLE heard.phases (
  id uuid,
  programme uuid NOT NULL,
  code text NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  state text NOT NULL,
  demonstration boolean NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE heard.country_programmes (
  id uuid,
  programme uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  communes uuid[] NOT NULL,
  demonstration boolean NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE heard.partnerships (
  id uuid,
  programme uuid NOT NULL,
  country text NOT NULL,
  members uuid[] NOT NULL,
  phases uuid[] NOT NULL,
  state text NOT NULL,
  demonstration boolean NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE heard.protocols (
  id uuid,
  partnership uuid NOT NULL,
  phase uuid NOT NULL,
  parties uuid[] NOT NULL,
  text_version integer NOT NULL,
  ratified uuid[] NOT NULL,
  in_force jsonb NOT NULL,
  in_force_since date,
  expired_on date,
  demonstration boolean NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX ON heard.country_programmes (programme, phase, country);
CREATE INDEX ON heard.protocols (partnership, phase);
