-- Close a stream: it can be read, never again written. Returns whether there is such a stream.
-- It takes the lock of append_batch, which would otherwise write back the version it had read.
CREATE FUNCTION store.archive(closed_category text, closed_stream uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock('store.events'::regclass::oid::int, 1);
  UPDATE store.streams SET version = -abs(version)
   WHERE category = closed_category AND stream_id = closed_stream;
  RETURN FOUND;
END $$;
