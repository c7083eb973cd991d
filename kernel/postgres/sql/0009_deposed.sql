-- A store that was put back has forgotten who has led its relay since. One that still runs must not
-- find its own number used again, and write marks of a past that is no more: as the store's, the
-- epochs of its relay go on from the clock.
CREATE OR REPLACE FUNCTION store.begin_epoch() RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  begun bigint;
BEGIN
  -- As in append_batch: nothing is appended meanwhile.
  PERFORM pg_advisory_xact_lock('store.events'::regclass::oid::int, 1);
  UPDATE store.meta
     SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint)
  RETURNING epoch INTO begun;
  INSERT INTO store.epochs (epoch, rewound_to)
    SELECT begun, coalesce(max(position), 0) FROM store.events;
  UPDATE store.relay
     SET epoch = greatest(epoch + 1, extract(epoch FROM clock_timestamp())::bigint),
         owner = NULL, lease_until = '-infinity';
  RETURN begun;
END $$;
