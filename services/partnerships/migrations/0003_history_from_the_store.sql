-- What happened to anything is read from the store itself.
DROP TABLE views.protocol_history;
DELETE FROM store.checkpoints WHERE projection = 'protocol_history';
