-- The transaction that last wrote what a source says: what the projector remembers of the source
-- is true as long as that was its own (gateway/read_model/memory.py).
ALTER TABLE rm.source ADD COLUMN written_by xid8;
