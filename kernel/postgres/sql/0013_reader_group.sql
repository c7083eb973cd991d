-- In which group of Kafka the processes on this database share what they read: the next one each
-- time a group has kept one of them waiting. What was read stands in store.checkpoints, not there.
ALTER TABLE store.meta ADD COLUMN reader_group integer NOT NULL DEFAULT 1;
