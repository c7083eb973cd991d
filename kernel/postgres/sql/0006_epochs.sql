-- A store whose past was put back, as by a restore from a backup, says so by a new epoch. Up to
-- `rewound_to` it holds what it held before; what came after is gone.
CREATE TABLE store.epochs (
  epoch       bigint      PRIMARY KEY,
  rewound_to  bigint      NOT NULL,
  began_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  examined_at timestamptz              -- when the topics were searched for what was lost
);

-- What was published and is in the store no more. Its data are in the topic, at that offset.
CREATE TABLE store.lost_events (
  event_id     uuid        PRIMARY KEY,
  epoch        bigint      NOT NULL,   -- in which it was said
  position     bigint      NOT NULL,
  type         text        NOT NULL,
  stream_id    uuid        NOT NULL,
  recorded_at  timestamptz NOT NULL,
  topic        text        NOT NULL,
  partition    integer     NOT NULL,
  kafka_offset bigint      NOT NULL,
  found_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What the readers in this database have noticed of sources: they stood at `position` of an epoch
-- that is no more. Null: the source does not say how much of its past is as before.
CREATE TABLE store.rewinds (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  projection text        NOT NULL,
  version    integer     NOT NULL,
  source     text        NOT NULL,
  partition  integer     NOT NULL,
  epoch      bigint      NOT NULL,
  position   bigint      NOT NULL,
  new_epoch  bigint      NOT NULL,
  rewound_to bigint,
  noticed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Announce that the past was put back; return the new epoch. A number from the clock, because the
-- backup may be older than another restore, whose epoch it does not know.
CREATE FUNCTION store.begin_epoch() RETURNS bigint
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
  RETURN begun;
END $$;
