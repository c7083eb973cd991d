-- Shares of sectors and agreements of communes; rules stand with the phase they are for.
-- Both registers fill themselves anew.
DROP TABLE views.country_programmes;
DELETE FROM views.programmes;
DELETE FROM store.checkpoints WHERE projection IN ('country_programmes', 'programmes');

CREATE TABLE views.country_programmes (
  id uuid,
  programme uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  sectors jsonb NOT NULL,
  goal jsonb,
  shares jsonb NOT NULL,
  revision integer NOT NULL,
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
CREATE INDEX ON views.country_programmes (programme, phase, country, launched_at);
