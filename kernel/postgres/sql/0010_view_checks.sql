-- What was found when a view was last made again beside the one that serves, and compared with it.
CREATE TABLE store.view_checks (
  view        text        PRIMARY KEY,
  version     integer     NOT NULL,
  position    bigint      NOT NULL,             -- both were as of this one
  aggregates  bigint      NOT NULL,
  differing   bigint      NOT NULL,             -- aggregates of which a row is not what events say
  differences json        NOT NULL DEFAULT '[]',  -- keys and columns of the first ones, no values
  checked_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
