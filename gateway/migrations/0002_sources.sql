-- How far each service of each unit is known here (gateway/read_model/sources.py). How far its
-- events were applied stands in store.checkpoints, what could not be applied in
-- store.dead_letters, both under the reader ('gateway', 1).
CREATE TABLE rm.source (
  unit text COLLATE "C" NOT NULL,
  service text COLLATE "C" NOT NULL,
  country_code text COLLATE "C" NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  store_epoch bigint,
  published bigint,
  unscanned bigint,
  horizon timestamptz,
  first_recorded_at timestamptz,
  known_until timestamptz,
  last_heartbeat timestamptz,
  PRIMARY KEY (unit, service)
);

CREATE VIEW rm.applied AS
  SELECT source, epoch, position FROM store.checkpoints
  WHERE projection = 'gateway' AND version = 1 AND partition = 0;

CREATE VIEW rm.held_back AS
  SELECT source, count(*)::int AS events FROM store.dead_letters
  WHERE projection = 'gateway' AND version = 1 AND status IN ('parked', 'blocked')
  GROUP BY source;

-- Relays send a heartbeat every few seconds: after thirty without one a source is stale.
CREATE VIEW rm.source_state AS
  SELECT s.unit, s.service, s.country_code, s.version, s.first_recorded_at, s.known_until,
    s.last_heartbeat,
    least(coalesce(s.unscanned, 0) + greatest(
      s.published - CASE WHEN a.epoch = s.store_epoch THEN a.position ELSE 0 END, 0
    ), 2147483647)::int AS lag_events,
    coalesce(h.events, 0) AS held_back,
    coalesce(s.last_heartbeat < now() - interval '30 s', true) AS stale
  FROM rm.source s
  LEFT JOIN rm.applied a ON a.source = s.unit || '.' || s.service
  LEFT JOIN rm.held_back h ON h.source = s.unit || '.' || s.service;

-- A country is as old as the oldest of its sources.
CREATE VIEW rm.country AS
  SELECT country_code AS code, sum(version)::bigint AS version,
    CASE WHEN bool_and(known_until IS NOT NULL) THEN min(known_until) END AS known_until,
    least(sum(lag_events), 2147483647)::int AS lag_events,
    least(sum(held_back), 2147483647)::int AS held_back,
    CASE WHEN bool_and(last_heartbeat IS NOT NULL) THEN min(last_heartbeat) END AS last_heartbeat,
    bool_or(stale) AS stale,
    min(first_recorded_at) AS first_recorded_at
  FROM rm.source_state GROUP BY country_code;

-- What a country is read from when asked as of a moment: it is there from its first event on.
CREATE VIEW rm.country_all AS
  SELECT code, version, known_until, lag_events, held_back, last_heartbeat, stale,
    first_recorded_at,
    coalesce(first_recorded_at, 'infinity') AS known_from, 'infinity'::timestamptz AS known_to
  FROM rm.country;
