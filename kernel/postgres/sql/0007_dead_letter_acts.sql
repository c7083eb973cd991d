-- What administrators did with dead letters: who, when, why. Rows are only ever added. They name
-- letters without a reference: a reader that is made anew loses its letters, not what was done.
CREATE TABLE store.dead_letter_acts (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  act        text        NOT NULL
             CHECK (act IN ('replayed', 'failed again', 'discarded', 'edited', 'resumed')),
  projection text        NOT NULL,
  version    integer     NOT NULL,
  source     text        NOT NULL,
  letter     bigint,                   -- null where a whole source is meant
  stream_id  text,
  position   bigint,
  replaced   bytea,                    -- what an edited event said before
  done_by    text        NOT NULL,     -- an account, never a person
  reason     text        NOT NULL,
  done_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX dead_letter_acts_of_letter ON store.dead_letter_acts (letter);
