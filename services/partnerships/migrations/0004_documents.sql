CREATE TABLE views.documents (
  id uuid,
  sha256 text NOT NULL,
  media_type text NOT NULL,
  size bigint NOT NULL,
  title text NOT NULL,
  deposited_by text,
  deposited_at timestamptz NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ON views.documents (sha256);
