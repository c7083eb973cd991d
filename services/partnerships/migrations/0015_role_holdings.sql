CREATE TABLE views.role_holdings (
  id uuid,
  commune uuid NOT NULL,
  function text NOT NULL,
  label text,
  shown_as text NOT NULL,
  subject_ref text NOT NULL,
  since date NOT NULL,
  until date,
  sources jsonb NOT NULL,
  corrections jsonb NOT NULL,
  withdrawn text,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.role_holdings (commune, function);
