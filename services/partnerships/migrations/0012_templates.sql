CREATE TABLE views.templates (
  id uuid,
  programme uuid NOT NULL,
  document text NOT NULL,
  adopted_on date NOT NULL,
  title jsonb NOT NULL,
  unofficial jsonb NOT NULL,
  wording jsonb NOT NULL,
  sources jsonb NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.templates (programme, document);
