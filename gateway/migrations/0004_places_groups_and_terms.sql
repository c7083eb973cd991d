-- Organs, regions and successors of communes, terms and ends of conventions, territorial actors and
-- regional groups. What the model lacked was told before: the projector reads every topic anew from
-- its beginning, and earlier moments are then shown with it too.
DELETE FROM store.checkpoints WHERE projection = 'gateway';
DELETE FROM store.dead_letters WHERE projection = 'gateway';
DO $$ BEGIN IF EXISTS (SELECT FROM rm.source) THEN
TRUNCATE rm.dossier, rm.source, rm.programme, rm.phase, rm.country_programme, rm.participation,
  rm.partnership, rm.member, rm.partnership_phase, rm.protocol, rm.protocol_version, rm.agreement,
  rm.signature, rm.vote, rm.convention_version, rm.convention_signature, rm.annex,
  rm.strategic_plan, rm.strategic_plan_version, rm.validation, rm.result, rm.indicator,
  rm.action_plan, rm.action_plan_agreement, rm.action_plan_indicator, rm.report,
  rm.report_version, rm.report_party, rm.report_signature, rm.report_item, rm.figure, rm.record,
  rm.programme_history, rm.phase_history, rm.country_programme_history, rm.participation_history,
  rm.partnership_history, rm.member_history, rm.partnership_phase_history, rm.protocol_history,
  rm.protocol_version_history, rm.agreement_history, rm.signature_history, rm.vote_history,
  rm.convention_version_history, rm.convention_signature_history, rm.annex_history,
  rm.strategic_plan_history, rm.strategic_plan_version_history, rm.validation_history,
  rm.result_history, rm.indicator_history, rm.action_plan_history,
  rm.action_plan_agreement_history, rm.action_plan_indicator_history, rm.report_history,
  rm.report_version_history, rm.report_party_history, rm.report_signature_history,
  rm.report_item_history, rm.figure_history, rm.record_history;
END IF; END $$;
DROP VIEW rm.commune_all, rm.convention_all;
DROP TABLE rm.commune, rm.commune_history, rm.convention, rm.convention_history;

CREATE TABLE rm.commune (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  country text COLLATE "C" NOT NULL,
  precedence int NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  codes json NOT NULL,
  region text,
  regions json NOT NULL,
  organs json NOT NULL,
  coordinates json,
  since date,
  ceased_on date,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.commune_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  country text COLLATE "C" NOT NULL,
  precedence int NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  codes json NOT NULL,
  region text,
  regions json NOT NULL,
  organs json NOT NULL,
  coordinates json,
  since date,
  ceased_on date,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.commune_all AS
  SELECT country_code, id, gid, kind, country, precedence, name, names, all_names, codes, region, regions, organs, coordinates, since, ceased_on, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.commune
  UNION ALL SELECT country_code, id, gid, kind, country, precedence, name, names, all_names, codes, region, regions, organs, coordinates, since, ceased_on, sources, demonstration, provenance, known_from, known_to FROM rm.commune_history;
CREATE TABLE rm.convention (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C",
  state text NOT NULL,
  version int NOT NULL,
  begun_on date NOT NULL,
  concluded_on date,
  closed_on date,
  abandonment json,
  budget_lines json NOT NULL,
  allotments json NOT NULL,
  advances json NOT NULL,
  shares json NOT NULL,
  eligible_cost_classes text[] NOT NULL,
  data_protection json,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.convention_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C",
  state text NOT NULL,
  version int NOT NULL,
  begun_on date NOT NULL,
  concluded_on date,
  closed_on date,
  abandonment json,
  budget_lines json NOT NULL,
  allotments json NOT NULL,
  advances json NOT NULL,
  shares json NOT NULL,
  eligible_cost_classes text[] NOT NULL,
  data_protection json,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.convention_all AS
  SELECT country_code, id, gid, partnership_id, protocol_id, state, version, begun_on, concluded_on, closed_on, abandonment, budget_lines, allotments, advances, shares, eligible_cost_classes, data_protection, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.convention
  UNION ALL SELECT country_code, id, gid, partnership_id, protocol_id, state, version, begun_on, concluded_on, closed_on, abandonment, budget_lines, allotments, advances, shares, eligible_cost_classes, data_protection, demonstration, provenance, known_from, known_to FROM rm.convention_history;
CREATE TABLE rm.commune_successor (
  country_code text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  successor_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, commune_id, successor_id)
);
CREATE TABLE rm.commune_successor_history (
  country_code text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  successor_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, commune_id, successor_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.commune_successor_all AS
  SELECT country_code, commune_id, successor_id, seat, known_from, 'infinity'::timestamptz AS known_to FROM rm.commune_successor
  UNION ALL SELECT country_code, commune_id, successor_id, seat, known_from, known_to FROM rm.commune_successor_history;
CREATE TABLE rm.territorial_actor (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  since date,
  until date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.territorial_actor_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  since date,
  until date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.territorial_actor_all AS
  SELECT country_code, id, gid, commune_id, kind, name, names, all_names, since, until, reason, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.territorial_actor
  UNION ALL SELECT country_code, id, gid, commune_id, kind, name, names, all_names, since, until, reason, sources, demonstration, provenance, known_from, known_to FROM rm.territorial_actor_history;
CREATE TABLE rm.regional_group (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  since date,
  dissolved_on date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.regional_group_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  since date,
  dissolved_on date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.regional_group_all AS
  SELECT country_code, id, gid, programme_id, name, names, all_names, since, dissolved_on, reason, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.regional_group
  UNION ALL SELECT country_code, id, gid, programme_id, name, names, all_names, since, dissolved_on, reason, sources, demonstration, provenance, known_from, known_to FROM rm.regional_group_history;
CREATE TABLE rm.group_membership (
  country_code text COLLATE "C" NOT NULL,
  regional_group_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  since date,
  until date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, regional_group_id, seat)
);
CREATE TABLE rm.group_membership_history (
  country_code text COLLATE "C" NOT NULL,
  regional_group_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  since date,
  until date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, regional_group_id, seat, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.group_membership_all AS
  SELECT country_code, regional_group_id, seat, partnership_id, since, until, reason, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.group_membership
  UNION ALL SELECT country_code, regional_group_id, seat, partnership_id, since, until, reason, sources, demonstration, provenance, known_from, known_to FROM rm.group_membership_history;
CREATE TABLE rm.group_coordination (
  country_code text COLLATE "C" NOT NULL,
  regional_group_id text COLLATE "C" NOT NULL,
  since date NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, regional_group_id, since)
);
CREATE TABLE rm.group_coordination_history (
  country_code text COLLATE "C" NOT NULL,
  regional_group_id text COLLATE "C" NOT NULL,
  since date NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, regional_group_id, since, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.group_coordination_all AS
  SELECT country_code, regional_group_id, since, partnership_id, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.group_coordination
  UNION ALL SELECT country_code, regional_group_id, since, partnership_id, demonstration, provenance, known_from, known_to FROM rm.group_coordination_history;
CREATE INDEX ON rm.commune (gid);
CREATE INDEX ON rm.commune (country_code, name, id);
CREATE INDEX ON rm.commune (id);
CREATE INDEX ON rm.commune_successor (country_code, successor_id);
CREATE INDEX ON rm.convention (gid);
CREATE INDEX ON rm.convention (country_code, begun_on DESC, id);
CREATE INDEX ON rm.convention (country_code, partnership_id, begun_on DESC, id);
CREATE INDEX ON rm.territorial_actor (gid);
CREATE INDEX ON rm.territorial_actor (country_code, commune_id, name, id);
CREATE INDEX ON rm.regional_group (gid);
CREATE INDEX ON rm.regional_group (country_code, name, id);
CREATE INDEX ON rm.group_membership (country_code, partnership_id);
CREATE INDEX ON rm.commune_history (gid);
CREATE INDEX ON rm.commune_history (country_code, name, id);
CREATE INDEX ON rm.commune_history (id);
CREATE INDEX ON rm.commune_successor_history (country_code, successor_id);
CREATE INDEX ON rm.convention_history (gid);
CREATE INDEX ON rm.convention_history (country_code, begun_on DESC, id);
CREATE INDEX ON rm.convention_history (country_code, partnership_id, begun_on DESC, id);
CREATE INDEX ON rm.territorial_actor_history (gid);
CREATE INDEX ON rm.territorial_actor_history (country_code, commune_id, name, id);
CREATE INDEX ON rm.regional_group_history (gid);
CREATE INDEX ON rm.regional_group_history (country_code, name, id);
CREATE INDEX ON rm.group_membership_history (country_code, partnership_id);
