-- Organs, regions with their days, and who took over from whom: the register fills itself anew.
DROP TABLE views.communes;
DELETE FROM store.checkpoints WHERE projection = 'communes';

CREATE TABLE views.communes (
  id uuid,
  kind text NOT NULL,
  country text NOT NULL,
  region text,
  regions jsonb NOT NULL,
  organs jsonb NOT NULL,
  name text NOT NULL,
  names jsonb NOT NULL,
  all_names jsonb NOT NULL,
  codes jsonb NOT NULL,
  coordinates jsonb,
  since date,
  ceased_on date,
  successors uuid[] NOT NULL,
  predecessors uuid[] NOT NULL,
  sources jsonb NOT NULL,
  sorted_by text COLLATE "C" NOT NULL,
  found_by text NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (id)
);
CREATE INDEX ON views.communes (sorted_by, id);
