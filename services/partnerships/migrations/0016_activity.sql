CREATE TABLE views.activity (
  stream uuid,
  category text NOT NULL,
  partnership uuid NOT NULL,
  act text NOT NULL,
  recorded_at timestamptz NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (stream)
);
CREATE INDEX ON views.activity (partnership, recorded_at);
