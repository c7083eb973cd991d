-- What the programme lays down for a phase: all that partnerships has said is heard anew, by the next
-- version of the consumer.
DROP TABLE heard.phases;
DELETE FROM heard.country_programmes;
DELETE FROM heard.partnerships;
DELETE FROM heard.protocols;

CREATE TABLE heard.phases (
  id uuid,
  programme uuid NOT NULL,
  code text NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  state text NOT NULL,
  rules jsonb NOT NULL,
  demonstration boolean NOT NULL,
  source text NOT NULL,
  position bigint NOT NULL,
  PRIMARY KEY (id)
);
