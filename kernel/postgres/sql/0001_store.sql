-- The event store of one service of one unit; a database belongs to one of them.
CREATE SCHEMA store;

-- The present version of every stream. Negative: archived, so the version check itself refuses.
CREATE TABLE store.streams (
  category  text   NOT NULL,
  stream_id uuid   NOT NULL,
  version   bigint NOT NULL CHECK (version <> 0),
  PRIMARY KEY (category, stream_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);  -- room for HOT updates

-- The log. It is also the outbox: nothing else is written for the relay.
CREATE TABLE store.events (
  position       bigint      PRIMARY KEY,  -- dense; position order is commit order
  category       text        NOT NULL,
  stream_id      uuid        NOT NULL,
  version        bigint      NOT NULL,     -- 1, 2, 3 … inside the stream
  event_id       uuid        NOT NULL,     -- UUIDv7; not indexed, it would cost a fifth of the rate
  type           text        NOT NULL,
  schema_version smallint    NOT NULL,
  data           json        NOT NULL,     -- json, not jsonb: the bytes come back as written
  meta           json        NOT NULL,
  recorded_at    timestamptz NOT NULL,     -- never decreases with position, whatever the clock does
  UNIQUE (category, stream_id, version)
);

-- What each accepted command did: the idempotency record, kept for 30 days.
CREATE TABLE store.receipts (
  command_id     uuid        PRIMARY KEY,
  fingerprint    bytea       NOT NULL,     -- hash of what was asked
  first_position bigint      NOT NULL,     -- the answer is a pure function of the events first..last
  last_position  bigint      NOT NULL,
  created_at     timestamptz NOT NULL
);
CREATE INDEX receipts_by_age ON store.receipts USING brin (created_at);  -- for the purge alone

-- A shortcut to a stream's state. All of them may be deleted at any time.
CREATE TABLE store.snapshots (
  category     text   NOT NULL,
  stream_id    uuid   NOT NULL,
  version      bigint NOT NULL,
  state_schema text   NOT NULL,            -- hash of the state's type; another one: replay instead
  state        bytea  NOT NULL,
  PRIMARY KEY (category, stream_id)
);

-- One row about the store itself. The epoch grows each time its past was rewound, as by a restore.
CREATE TABLE store.meta (
  singleton  boolean     PRIMARY KEY DEFAULT true CHECK (singleton),
  id         uuid        NOT NULL DEFAULT gen_random_uuid(),  -- tells this database from any other
  epoch      bigint      NOT NULL DEFAULT 1 CHECK (epoch > 0),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO store.meta DEFAULT VALUES;

-- Tamper evidence: each block hashes a range of positions and the block before it.
CREATE TABLE store.blocks (
  first_position bigint      PRIMARY KEY,
  last_position  bigint      NOT NULL UNIQUE CHECK (last_position >= first_position),
  root           bytea       NOT NULL,     -- Merkle root over the events first..last
  previous       bytea       NOT NULL,     -- hash of the block before; empty for the first
  signature      bytea       NOT NULL,
  key_id         text        NOT NULL,
  sealed_at      timestamptz NOT NULL
);

-- The relay's lease and durable cursor.
CREATE TABLE store.relay (
  name        text        PRIMARY KEY,
  epoch       bigint      NOT NULL DEFAULT 0,  -- fencing token: one more with every change of leader
  owner       text,
  lease_until timestamptz NOT NULL DEFAULT '-infinity',  -- compared with the database's clock only
  position    bigint      NOT NULL DEFAULT 0,  -- everything up to here was acknowledged
  reached     bigint      NOT NULL DEFAULT 0,  -- the highest that `position` has been; never goes back
  store_epoch bigint,                          -- the store's epoch when it was
  cluster_id  text                             -- of the broker that acknowledged it
) WITH (fillfactor = 50);

-- What the relay last saw acknowledged in each partition: evidence for finding what a broker lost.
CREATE TABLE store.relay_tails (
  name         text    NOT NULL REFERENCES store.relay,
  topic        text    NOT NULL,
  partition    integer NOT NULL,
  position     bigint  NOT NULL,
  kafka_offset bigint  NOT NULL,
  PRIMARY KEY (name, topic, partition)
) WITH (fillfactor = 50);

-- After which position the events of a published type are sent: what happened before the type was
-- first published stays private, also when everything is sent again.
CREATE TABLE store.publications (
  type           text   PRIMARY KEY,
  since_position bigint NOT NULL
);

-- How far each reader has come with each source: the store itself, or a partition of a topic.
CREATE TABLE store.checkpoints (
  projection   text    NOT NULL,
  version      integer NOT NULL,
  source       text    NOT NULL,
  partition    integer NOT NULL DEFAULT 0,
  epoch        bigint  NOT NULL DEFAULT 0,  -- of the source's store; a higher one begins anew at 0
  position     bigint  NOT NULL DEFAULT 0,  -- everything up to here was applied, or parked
  kafka_offset bigint,                      -- where that record stood; null: read from the start
  PRIMARY KEY (projection, version, source, partition)
) WITH (fillfactor = 50);

-- Records that could not be applied. `parked` failed; `blocked` waits behind a parked event of its
-- stream; `quarantined` cannot be trusted to be an event at all and holds up nothing.
CREATE TABLE store.dead_letters (
  id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  projection     text        NOT NULL,
  version        integer     NOT NULL,
  source         text        NOT NULL,
  topic          text        NOT NULL DEFAULT '',
  partition      integer     NOT NULL DEFAULT 0,
  kafka_offset   bigint,
  epoch          bigint,
  position       bigint,                   -- null: the record does not say
  stream_id      text,                     -- as the record has it; null: it does not say
  stream_version bigint,
  key            bytea,
  event          bytea,
  headers        json        NOT NULL DEFAULT '[]',  -- pairs; each byte of a value is one character
  error          text        NOT NULL,
  attempts       integer     NOT NULL DEFAULT 1,
  status         text        NOT NULL DEFAULT 'parked'
                 CHECK (status IN ('parked', 'blocked', 'quarantined', 'replayed', 'discarded')),
  parked_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  settled_at     timestamptz,              -- when it was replayed or discarded, by whom, and why
  settled_by     text,
  reason         text
);
CREATE UNIQUE INDEX dead_letters_once
  ON store.dead_letters (projection, version, source, partition, epoch, position)
  WHERE position IS NOT NULL;
CREATE UNIQUE INDEX dead_letters_quarantined_once
  ON store.dead_letters (projection, version, source, topic, partition, kafka_offset)
  WHERE position IS NULL;
CREATE INDEX dead_letters_open ON store.dead_letters (projection, version, source, stream_id)
  WHERE status IN ('parked', 'blocked');
