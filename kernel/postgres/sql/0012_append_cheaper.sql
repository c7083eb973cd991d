-- append_batch anew, cheaper for what nearly always happens; what it promises stays as it was. The
-- former one, with other arguments, stays for processes that have not been upgraded.
--
-- It does not send the hint: a NOTIFY in it wakes, at each commit, every session that listens and
-- the process behind each. Whoever appends tells the others by itself, now and then
-- (kernel/postgres/tail.py).
--
-- Three parallel groups of arrays, numbered from 1:
--   c_*  one entry per command: its id, the fingerprint of what it asks, and which of e_* are its
--        events, first to last; null if it has none
--   w_*  one entry per stream a command writes, ordered by command: w_command = index into c_*,
--        w_expected = -1 any version | 0 the stream must not exist | n exactly n,
--        w_events = number of events, 0 = only check the version,
--        w_before = number of events of all writes before it
--   e_*  one entry per event, ordered by write: e_write = index into w_*
--
-- Returns per command a status and the positions first..last it owns, and per write the stream's
-- version afterwards (its present one if the command was refused):
--   ok | duplicate (receipt with this fingerprint) | key_reused (with another) | conflict | archived
-- A command is applied whole or not at all; a refused one does not disturb its neighbours; one
-- without events leaves no receipt.
--
-- The caller sees to it that a command id and a stream occur at most once per call.
CREATE FUNCTION store.append_batch(
  c_id uuid[], c_fingerprint bytea[], c_first int[], c_last int[],
  w_command int[], w_category text[], w_stream uuid[], w_expected bigint[], w_events int[],
  w_before int[],
  e_write int[], e_id uuid[], e_type text[], e_schema smallint[], e_data json[], e_meta json[],
  OUT status text[], OUT first_position bigint[], OUT last_position bigint[], OUT version bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- Plans are kept from when the tables were empty; a sequential scan kept from then costs 40 %, and
-- a plan made anew for each call more than what it plans.
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  receipt  record;            -- what an earlier try of a command left behind
  stored   bigint[];          -- per write: version before this call, 0 = no such stream
  base     bigint[];          -- per write: the position before its first event; null = refused
  start    bigint;            -- the last position before this call
  head     bigint;
  recorded timestamptz;
  c        int;
BEGIN
  -- Each statement must take a snapshot that sees every earlier holder of the lock.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'append_batch needs READ COMMITTED';
  END IF;
  -- The lock is taken here and nowhere else, and this call is the last thing its transaction does.
  -- Held until commit, it makes position order equal commit order; it is never in one statement
  -- with a read.
  PERFORM pg_advisory_xact_lock('store.events'::regclass::oid::int, 1);

  -- The number comes from the table, not from a sequence: a rolled-back batch leaves no hole.
  SELECT coalesce(e.position, 0), greatest(e.recorded_at, clock_timestamp()),
         ARRAY(SELECT coalesce((SELECT s.version FROM store.streams s
                                 WHERE s.category = w.category AND s.stream_id = w.stream), 0)
                 FROM (SELECT unnest(w_category) AS category, unnest(w_stream) AS stream) AS w)
    INTO start, recorded, stored
    FROM (VALUES (true)) AS always
         LEFT JOIN (SELECT position, recorded_at FROM store.events
                     ORDER BY position DESC LIMIT 1) AS e ON true;
  status := array_fill('ok'::text, ARRAY[cardinality(c_id)]);

  IF NOT EXISTS (SELECT FROM store.receipts r WHERE r.command_id = ANY (c_id))
     AND NOT EXISTS (
       SELECT FROM (SELECT unnest(w_expected) AS expected, unnest(stored) AS stored) AS w
        WHERE w.stored < 0 OR w.expected >= 0 AND w.expected <> w.stored) THEN
    -- As nearly always nobody was here before, and nothing is refused: one event after the other.
    SELECT ARRAY(SELECT CASE WHEN w.events > 0 THEN start + w.before END
                   FROM (SELECT unnest(w_events) AS events, unnest(w_before) AS before) AS w),
           ARRAY(SELECT unnest(stored) + unnest(w_events)),
           ARRAY(SELECT start + unnest(c_first)),
           ARRAY(SELECT start + unnest(c_last))
      INTO base, version, first_position, last_position;
    head := start + cardinality(e_id);
  ELSE
    head           := start;
    first_position := array_fill(NULL::bigint, ARRAY[cardinality(c_id)]);
    last_position  := first_position;
    base           := array_fill(NULL::bigint, ARRAY[cardinality(w_stream)]);
    version        := stored;

    FOR receipt IN SELECT * FROM store.receipts r WHERE r.command_id = ANY (c_id) LOOP
      c := array_position(c_id, receipt.command_id);
      status[c] := CASE WHEN receipt.fingerprint = c_fingerprint[c]
                        THEN 'duplicate' ELSE 'key_reused' END;
      first_position[c] := receipt.first_position;
      last_position[c]  := receipt.last_position;
    END LOOP;

    -- One refused write refuses its whole command.
    FOR i IN 1 .. cardinality(w_stream) LOOP
      c := w_command[i];
      IF stored[i] < 0 THEN
        version[i] := -stored[i];
        IF status[c] IN ('ok', 'conflict') THEN
          status[c] := 'archived';
        END IF;
      ELSIF status[c] = 'ok' AND w_expected[i] >= 0 AND w_expected[i] <> stored[i] THEN
        status[c] := 'conflict';
      END IF;
    END LOOP;

    -- Hand out versions and positions.
    FOR i IN 1 .. cardinality(w_stream) LOOP
      c := w_command[i];
      IF status[c] = 'ok' AND w_events[i] > 0 THEN
        base[i]    := head;
        version[i] := stored[i] + w_events[i];
        head       := head + w_events[i];
        first_position[c] := coalesce(first_position[c], base[i] + 1);
        last_position[c]  := head;
      END IF;
    END LOOP;
  END IF;
  IF head = start THEN
    RETURN;
  END IF;

  -- An upsert would lock each row before it changes it.
  UPDATE store.streams AS s SET version = t.version
    FROM (SELECT unnest(w_category) AS category, unnest(w_stream) AS stream_id,
                 unnest(append_batch.version) AS version, unnest(base) AS base) AS t
   WHERE t.base IS NOT NULL AND s.category = t.category AND s.stream_id = t.stream_id;
  IF 0 = ANY (stored) THEN
    INSERT INTO store.streams (category, stream_id, version)
      SELECT t.category, t.stream_id, t.version
        FROM (SELECT unnest(w_category) AS category, unnest(w_stream) AS stream_id,
                     unnest(append_batch.version) AS version, unnest(base) AS base,
                     unnest(stored) AS stored) AS t
       WHERE t.base IS NOT NULL AND t.stored = 0;
  END IF;

  INSERT INTO store.events (position, category, stream_id, version, event_id, type, schema_version,
                            data, meta, recorded_at)
    SELECT base[e.w] + e.n - w_before[e.w], w_category[e.w], w_stream[e.w],
           stored[e.w] + e.n - w_before[e.w], e.id, e.type, e.schema, e.data, e.meta, recorded
      FROM (SELECT generate_series(1, cardinality(e_id)) AS n, unnest(e_write) AS w,
                   unnest(e_id) AS id, unnest(e_type) AS type, unnest(e_schema) AS schema,
                   unnest(e_data) AS data, unnest(e_meta) AS meta) AS e
     WHERE base[e.w] IS NOT NULL;

  INSERT INTO store.receipts (command_id, fingerprint, first_position, last_position, created_at)
    SELECT t.id, t.fingerprint, t.first, t.last, recorded
      FROM (SELECT unnest(c_id) AS id, unnest(c_fingerprint) AS fingerprint,
                   unnest(append_batch.status) AS status,
                   unnest(append_batch.first_position) AS first,
                   unnest(append_batch.last_position) AS last) AS t
     WHERE t.status = 'ok' AND t.first IS NOT NULL;
END $$;
