-- The last position recorded at or before a moment, 0 if there is none.
-- Dense positions and a recorded_at that never decreases make this a binary search over the
-- primary key: no index on time is needed.
CREATE FUNCTION store.position_at(moment timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  low  bigint := 0;
  high bigint := (SELECT coalesce(max(position), 0) FROM store.events);
  mid  bigint;
BEGIN
  WHILE low < high LOOP
    mid := (low + high + 1) / 2;
    IF (SELECT recorded_at <= moment FROM store.events WHERE position = mid) THEN
      low := mid;
    ELSE
      high := mid - 1;
    END IF;
  END LOOP;
  RETURN low;
END $$;
