-- How far each service of each unit is known here (gateway/read_model/sources.py).
CREATE TABLE rm.source (
  unit text COLLATE "C" NOT NULL,
  service text COLLATE "C" NOT NULL,
  country_code text COLLATE "C" NOT NULL,
  store_epoch bigint NOT NULL,
  applied bigint NOT NULL DEFAULT 0,
  version bigint NOT NULL DEFAULT 0,
  published bigint,
  unscanned bigint,
  horizon timestamptz,
  first_recorded_at timestamptz,
  known_until timestamptz,
  last_heartbeat timestamptz,
  PRIMARY KEY (unit, service)
);

-- Relays send a heartbeat every few seconds: after thirty without one a source is stale.
CREATE VIEW rm.source_state AS
  SELECT unit, service, country_code, version, first_recorded_at, known_until, last_heartbeat,
    least(greatest(published - applied, 0) + coalesce(unscanned, 0), 2147483647)::int
      AS lag_events,
    coalesce(last_heartbeat < now() - interval '30 s', true) AS stale
  FROM rm.source;

-- A country is as old as the oldest of its sources.
CREATE VIEW rm.country AS
  SELECT country_code AS code, sum(version)::bigint AS version,
    CASE WHEN bool_and(known_until IS NOT NULL) THEN min(known_until) END AS known_until,
    least(sum(coalesce(lag_events, 0)), 2147483647)::int AS lag_events,
    CASE WHEN bool_and(last_heartbeat IS NOT NULL) THEN min(last_heartbeat) END AS last_heartbeat,
    bool_or(stale) AS stale,
    min(first_recorded_at) AS first_recorded_at
  FROM rm.source_state GROUP BY country_code;

-- What a country is read from when asked as of a moment: it is there from its first event on.
CREATE VIEW rm.country_all AS
  SELECT code, version, known_until, lag_events, last_heartbeat, stale, first_recorded_at,
    coalesce(first_recorded_at, 'infinity') AS known_from, 'infinity'::timestamptz AS known_to
  FROM rm.country;
