-- Organisations at work in communes, and groups of partnerships with the days of their members.
CREATE TABLE views.territorial_actors (
  id uuid,
  commune uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  names jsonb NOT NULL,
  all_names jsonb NOT NULL,
  since date,
  until date,
  reason text,
  sources jsonb NOT NULL,
  sorted_by text COLLATE "C" NOT NULL,
  found_by text NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE TABLE views.regional_groups (
  id uuid,
  programme uuid NOT NULL,
  country text NOT NULL,
  name text NOT NULL,
  names jsonb NOT NULL,
  all_names jsonb NOT NULL,
  since date,
  dissolved_on date,
  reason text,
  memberships jsonb NOT NULL,
  partnerships uuid[] NOT NULL,
  coordinators jsonb NOT NULL,
  sources jsonb NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.territorial_actors (commune);
CREATE INDEX ON views.territorial_actors (sorted_by, id);
CREATE INDEX ON views.regional_groups USING gin (partnerships);
