-- What a seal says besides: the store's epoch when it was made, and the hash of each event, so that
-- a changed one is named and not only its block. No block has been written before this.
ALTER TABLE store.blocks
  ADD COLUMN epoch  bigint NOT NULL,
  ADD COLUMN leaves bytea  NOT NULL CHECK (octet_length(leaves) = 32 * (last_position - first_position + 1));
ALTER TABLE store.blocks ALTER COLUMN leaves SET STORAGE EXTERNAL;  -- hashes do not compress
