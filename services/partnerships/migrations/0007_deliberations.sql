CREATE TABLE views.deliberations (
  id uuid,
  commune uuid NOT NULL,
  organ text NOT NULL,
  body text NOT NULL,
  reference text NOT NULL,
  adopted_on date NOT NULL,
  object text NOT NULL,
  votes jsonb,
  seats integer,
  present integer,
  matter jsonb,
  budget jsonb,
  control jsonb,
  evidence jsonb,
  on_behalf boolean NOT NULL,
  proof text,
  corrections jsonb NOT NULL,
  withdrawn text,
  found_by text NOT NULL,
  recorded_at bigint NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.deliberations (adopted_on, id);
CREATE INDEX ON views.deliberations (commune, organ, reference, recorded_at);
