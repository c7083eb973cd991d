-- What administrators closed for good, and opened again: who, when, why. Rows are only ever added.
-- A file is several streams that come to their end together.
CREATE TABLE store.archive_acts (
  id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  act       text        NOT NULL CHECK (act IN ('archived', 'opened again')),
  file      uuid        NOT NULL,
  category  text        NOT NULL,
  stream_id uuid        NOT NULL,
  version   bigint      NOT NULL,    -- how many events the stream has
  done_by   text        NOT NULL,
  reason    text        NOT NULL,
  done_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX archive_acts_of_file ON store.archive_acts (file);

-- Close the streams of a file, unless an event of one was recorded at or after a moment. Return how
-- many are closed now that were open. Nothing is appended meanwhile (see store.archive).
CREATE FUNCTION store.archive_file(
  closed_file uuid, categories text[], streams uuid[], before timestamptz, who text, why text
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  closed bigint;
BEGIN
  PERFORM pg_advisory_xact_lock('store.events'::regclass::oid::int, 1);
  IF EXISTS (
    SELECT FROM unnest(categories, streams) AS f(category, stream_id)
      JOIN store.events AS e USING (category, stream_id) WHERE e.recorded_at >= before
  ) THEN
    RETURN 0;
  END IF;
  INSERT INTO store.archive_acts (act, file, category, stream_id, version, done_by, reason)
    SELECT 'archived', closed_file, s.category, s.stream_id, s.version, who, why
      FROM unnest(categories, streams) AS f(category, stream_id)
      JOIN store.streams AS s USING (category, stream_id) WHERE s.version > 0;
  GET DIAGNOSTICS closed = ROW_COUNT;
  PERFORM store.archive(category, stream_id)
     FROM unnest(categories, streams) AS f(category, stream_id);
  RETURN closed;
END $$;

-- Let the streams of a file be written again; return how many were closed.
CREATE FUNCTION store.open_file_again(closed_file uuid, who text, why text) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  opened bigint;
BEGIN
  PERFORM pg_advisory_xact_lock('store.events'::regclass::oid::int, 1);
  WITH again AS (
    UPDATE store.streams AS s SET version = abs(s.version)
     WHERE s.version < 0 AND (s.category, s.stream_id) IN (
       SELECT a.category, a.stream_id FROM store.archive_acts AS a WHERE a.file = closed_file)
    RETURNING s.category, s.stream_id, s.version
  )
  INSERT INTO store.archive_acts (act, file, category, stream_id, version, done_by, reason)
    SELECT 'opened again', closed_file, category, stream_id, version, who, why FROM again;
  GET DIAGNOSTICS opened = ROW_COUNT;
  RETURN opened;
END $$;
