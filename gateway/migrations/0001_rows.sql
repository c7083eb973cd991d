-- Rows that follow from events (gateway/read_model), with their history.
CREATE SCHEMA rm;
CREATE TABLE rm.dossier (
  country_code text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  filed_at timestamptz NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (country_code, kind, id)
);
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
  coordinates json,
  since date,
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
  coordinates json,
  since date,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.commune_all AS
  SELECT country_code, id, gid, kind, country, precedence, name, names, all_names, codes, region, coordinates, since, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.commune
  UNION ALL SELECT country_code, id, gid, kind, country, precedence, name, names, all_names, codes, region, coordinates, since, sources, demonstration, provenance, known_from, known_to FROM rm.commune_history;
CREATE TABLE rm.programme (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  funder text NOT NULL,
  associations text[] NOT NULL,
  pillars json NOT NULL,
  principles json NOT NULL,
  prior_deliberation_of text[] NOT NULL,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.programme_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  names json NOT NULL,
  all_names json NOT NULL,
  funder text NOT NULL,
  associations text[] NOT NULL,
  pillars json NOT NULL,
  principles json NOT NULL,
  prior_deliberation_of text[] NOT NULL,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.programme_all AS
  SELECT country_code, id, gid, name, names, all_names, funder, associations, pillars, principles, prior_deliberation_of, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.programme
  UNION ALL SELECT country_code, id, gid, name, names, all_names, funder, associations, pillars, principles, prior_deliberation_of, sources, demonstration, provenance, known_from, known_to FROM rm.programme_history;
CREATE TABLE rm.phase (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  state text NOT NULL,
  state_since date,
  suspension_reason text,
  suspension_note text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.phase_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  code text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  state text NOT NULL,
  state_since date,
  suspension_reason text,
  suspension_note text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.phase_all AS
  SELECT country_code, id, gid, programme_id, code, starts_on, ends_on, state, state_since, suspension_reason, suspension_note, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.phase
  UNION ALL SELECT country_code, id, gid, programme_id, code, starts_on, ends_on, state, state_since, suspension_reason, suspension_note, sources, demonstration, provenance, known_from, known_to FROM rm.phase_history;
CREATE TABLE rm.country_programme (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  phase_code text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  sectors json NOT NULL,
  goal json,
  results json NOT NULL,
  operational_costs json,
  coverage json,
  revisions json NOT NULL,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.country_programme_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  phase_code text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  sectors json NOT NULL,
  goal json,
  results json NOT NULL,
  operational_costs json,
  coverage json,
  revisions json NOT NULL,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.country_programme_all AS
  SELECT country_code, id, gid, programme_id, phase_id, phase_code, starts_on, sectors, goal, results, operational_costs, coverage, revisions, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.country_programme
  UNION ALL SELECT country_code, id, gid, programme_id, phase_id, phase_code, starts_on, sectors, goal, results, operational_costs, coverage, revisions, sources, demonstration, provenance, known_from, known_to FROM rm.country_programme_history;
CREATE TABLE rm.participation (
  country_code text COLLATE "C" NOT NULL,
  country_programme_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  since date,
  until date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, country_programme_id, commune_id)
);
CREATE TABLE rm.participation_history (
  country_code text COLLATE "C" NOT NULL,
  country_programme_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  since date,
  until date,
  reason text,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, country_programme_id, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.participation_all AS
  SELECT country_code, country_programme_id, commune_id, seat, since, until, reason, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.participation
  UNION ALL SELECT country_code, country_programme_id, commune_id, seat, since, until, reason, sources, demonstration, provenance, known_from, known_to FROM rm.participation_history;
CREATE TABLE rm.partnership (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  title text COLLATE "C" NOT NULL,
  titles json NOT NULL,
  phase_codes text NOT NULL,
  state text NOT NULL,
  since date,
  state_since date,
  state_reason text,
  suspension_reason text,
  terminated_by text COLLATE "C",
  terminated_on_behalf boolean NOT NULL,
  suspensions json NOT NULL,
  predecessor_id text COLLATE "C",
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.partnership_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  programme_id text COLLATE "C" NOT NULL,
  title text COLLATE "C" NOT NULL,
  titles json NOT NULL,
  phase_codes text NOT NULL,
  state text NOT NULL,
  since date,
  state_since date,
  state_reason text,
  suspension_reason text,
  terminated_by text COLLATE "C",
  terminated_on_behalf boolean NOT NULL,
  suspensions json NOT NULL,
  predecessor_id text COLLATE "C",
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.partnership_all AS
  SELECT country_code, id, gid, programme_id, title, titles, phase_codes, state, since, state_since, state_reason, suspension_reason, terminated_by, terminated_on_behalf, suspensions, predecessor_id, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.partnership
  UNION ALL SELECT country_code, id, gid, programme_id, title, titles, phase_codes, state, since, state_since, state_reason, suspension_reason, terminated_by, terminated_on_behalf, suspensions, predecessor_id, sources, demonstration, provenance, known_from, known_to FROM rm.partnership_history;
CREATE TABLE rm.member (
  country_code text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  role text NOT NULL,
  since date,
  until date,
  reason text,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, partnership_id, commune_id)
);
CREATE TABLE rm.member_history (
  country_code text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  role text NOT NULL,
  since date,
  until date,
  reason text,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, partnership_id, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.member_all AS
  SELECT country_code, partnership_id, commune_id, seat, role, since, until, reason, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.member
  UNION ALL SELECT country_code, partnership_id, commune_id, seat, role, since, until, reason, demonstration, provenance, known_from, known_to FROM rm.member_history;
CREATE TABLE rm.partnership_phase (
  country_code text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, partnership_id, phase_id)
);
CREATE TABLE rm.partnership_phase_history (
  country_code text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, partnership_id, phase_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.partnership_phase_all AS
  SELECT country_code, partnership_id, phase_id, starts_on, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.partnership_phase
  UNION ALL SELECT country_code, partnership_id, phase_id, starts_on, sources, demonstration, provenance, known_from, known_to FROM rm.partnership_phase_history;
CREATE TABLE rm.protocol (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  phase_code text COLLATE "C" NOT NULL,
  state text NOT NULL,
  may_act boolean NOT NULL,
  version int NOT NULL,
  amendment_version int,
  proposed_by text COLLATE "C" NOT NULL,
  proposed_on date NOT NULL,
  text_hash text NOT NULL,
  pillars text[] NOT NULL,
  domains json NOT NULL,
  agreed_on date,
  signed_on date,
  awaiting boolean NOT NULL,
  in_force_since date,
  ends_on date,
  expired_on date,
  renews_id text COLLATE "C",
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.protocol_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  phase_code text COLLATE "C" NOT NULL,
  state text NOT NULL,
  may_act boolean NOT NULL,
  version int NOT NULL,
  amendment_version int,
  proposed_by text COLLATE "C" NOT NULL,
  proposed_on date NOT NULL,
  text_hash text NOT NULL,
  pillars text[] NOT NULL,
  domains json NOT NULL,
  agreed_on date,
  signed_on date,
  awaiting boolean NOT NULL,
  in_force_since date,
  ends_on date,
  expired_on date,
  renews_id text COLLATE "C",
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.protocol_all AS
  SELECT country_code, id, gid, partnership_id, phase_id, phase_code, state, may_act, version, amendment_version, proposed_by, proposed_on, text_hash, pillars, domains, agreed_on, signed_on, awaiting, in_force_since, ends_on, expired_on, renews_id, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.protocol
  UNION ALL SELECT country_code, id, gid, partnership_id, phase_id, phase_code, state, may_act, version, amendment_version, proposed_by, proposed_on, text_hash, pillars, domains, agreed_on, signed_on, awaiting, in_force_since, ends_on, expired_on, renews_id, demonstration, provenance, known_from, known_to FROM rm.protocol_history;
CREATE TABLE rm.protocol_version (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  proposed_by text COLLATE "C" NOT NULL,
  proposed_on date NOT NULL,
  revised_by text COLLATE "C",
  revised_on date,
  reason text,
  text_hash text NOT NULL,
  pillars text[] NOT NULL,
  domains json NOT NULL,
  agreed_on date,
  signed_on date,
  in_force_since date,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version)
);
CREATE TABLE rm.protocol_version_history (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  proposed_by text COLLATE "C" NOT NULL,
  proposed_on date NOT NULL,
  revised_by text COLLATE "C",
  revised_on date,
  reason text,
  text_hash text NOT NULL,
  pillars text[] NOT NULL,
  domains json NOT NULL,
  agreed_on date,
  signed_on date,
  in_force_since date,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.protocol_version_all AS
  SELECT country_code, protocol_id, version, kind, state, proposed_by, proposed_on, revised_by, revised_on, reason, text_hash, pillars, domains, agreed_on, signed_on, in_force_since, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.protocol_version
  UNION ALL SELECT country_code, protocol_id, version, kind, state, proposed_by, proposed_on, revised_by, revised_on, reason, text_hash, pillars, domains, agreed_on, signed_on, in_force_since, demonstration, provenance, known_from, known_to FROM rm.protocol_version_history;
CREATE TABLE rm.agreement (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  agreed_on date NOT NULL,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version, commune_id)
);
CREATE TABLE rm.agreement_history (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  agreed_on date NOT NULL,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.agreement_all AS
  SELECT country_code, protocol_id, version, commune_id, seat, recorded_on_behalf, demonstration, provenance, agreed_on, known_from, 'infinity'::timestamptz AS known_to FROM rm.agreement
  UNION ALL SELECT country_code, protocol_id, version, commune_id, seat, recorded_on_behalf, demonstration, provenance, agreed_on, known_from, known_to FROM rm.agreement_history;
CREATE TABLE rm.signature (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  function text NOT NULL,
  acting_for text NOT NULL,
  place text NOT NULL,
  signed_on date NOT NULL,
  prior_deliberation json,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version, commune_id)
);
CREATE TABLE rm.signature_history (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  function text NOT NULL,
  acting_for text NOT NULL,
  place text NOT NULL,
  signed_on date NOT NULL,
  prior_deliberation json,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.signature_all AS
  SELECT country_code, protocol_id, version, commune_id, seat, recorded_on_behalf, demonstration, provenance, function, acting_for, place, signed_on, prior_deliberation, known_from, 'infinity'::timestamptz AS known_to FROM rm.signature
  UNION ALL SELECT country_code, protocol_id, version, commune_id, seat, recorded_on_behalf, demonstration, provenance, function, acting_for, place, signed_on, prior_deliberation, known_from, known_to FROM rm.signature_history;
CREATE TABLE rm.vote (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  outcome text NOT NULL,
  body text,
  reference text,
  adopted_on date,
  object text,
  votes_for int,
  votes_against int,
  votes_abstentions int,
  evidence json,
  until date,
  reason text,
  confirmed boolean,
  warnings text[] NOT NULL,
  correction text,
  adjournments json NOT NULL,
  awaiting boolean NOT NULL,
  awaiting_since date,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version, commune_id)
);
CREATE TABLE rm.vote_history (
  country_code text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  outcome text NOT NULL,
  body text,
  reference text,
  adopted_on date,
  object text,
  votes_for int,
  votes_against int,
  votes_abstentions int,
  evidence json,
  until date,
  reason text,
  confirmed boolean,
  warnings text[] NOT NULL,
  correction text,
  adjournments json NOT NULL,
  awaiting boolean NOT NULL,
  awaiting_since date,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, protocol_id, version, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.vote_all AS
  SELECT country_code, protocol_id, version, commune_id, seat, recorded_on_behalf, demonstration, provenance, outcome, body, reference, adopted_on, object, votes_for, votes_against, votes_abstentions, evidence, until, reason, confirmed, warnings, correction, adjournments, awaiting, awaiting_since, known_from, 'infinity'::timestamptz AS known_to FROM rm.vote
  UNION ALL SELECT country_code, protocol_id, version, commune_id, seat, recorded_on_behalf, demonstration, provenance, outcome, body, reference, adopted_on, object, votes_for, votes_against, votes_abstentions, evidence, until, reason, confirmed, warnings, correction, adjournments, awaiting, awaiting_since, known_from, known_to FROM rm.vote_history;
CREATE TABLE rm.record (
  country_code text COLLATE "C" NOT NULL,
  service text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, service, position)
);
CREATE TABLE rm.record_history (
  country_code text COLLATE "C" NOT NULL,
  service text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, service, position, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.record_all AS
  SELECT country_code, service, position, id, type, subject, recorded_at, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.record
  UNION ALL SELECT country_code, service, position, id, type, subject, recorded_at, demonstration, provenance, known_from, known_to FROM rm.record_history;
CREATE INDEX ON rm.commune (gid);
CREATE INDEX ON rm.commune (country_code, name, id);
CREATE INDEX ON rm.commune (id);
CREATE INDEX ON rm.programme (gid);
CREATE INDEX ON rm.phase (gid);
CREATE INDEX ON rm.phase (country_code, programme_id, starts_on, id);
CREATE INDEX ON rm.country_programme (gid);
CREATE INDEX ON rm.country_programme (country_code, starts_on, id);
CREATE INDEX ON rm.country_programme (country_code, phase_id);
CREATE INDEX ON rm.participation (country_code, country_programme_id, seat, commune_id);
CREATE INDEX ON rm.participation (commune_id);
CREATE INDEX ON rm.partnership (gid);
CREATE INDEX ON rm.partnership (country_code, title, id);
CREATE INDEX ON rm.partnership (country_code, predecessor_id);
CREATE INDEX ON rm.member (country_code, partnership_id, seat, commune_id);
CREATE INDEX ON rm.member (commune_id);
CREATE INDEX ON rm.partnership_phase (country_code, phase_id);
CREATE INDEX ON rm.protocol (gid);
CREATE INDEX ON rm.protocol (country_code, proposed_on DESC, id);
CREATE INDEX ON rm.protocol (country_code, partnership_id, proposed_on DESC, id);
CREATE INDEX ON rm.protocol (country_code, renews_id);
CREATE INDEX ON rm.record (country_code, subject, recorded_at, service, position);
CREATE INDEX ON rm.commune_history (gid);
CREATE INDEX ON rm.commune_history (country_code, name, id);
CREATE INDEX ON rm.commune_history (id);
CREATE INDEX ON rm.programme_history (gid);
CREATE INDEX ON rm.phase_history (gid);
CREATE INDEX ON rm.phase_history (country_code, programme_id, starts_on, id);
CREATE INDEX ON rm.country_programme_history (gid);
CREATE INDEX ON rm.country_programme_history (country_code, starts_on, id);
CREATE INDEX ON rm.country_programme_history (country_code, phase_id);
CREATE INDEX ON rm.participation_history (country_code, country_programme_id, seat, commune_id);
CREATE INDEX ON rm.participation_history (commune_id);
CREATE INDEX ON rm.partnership_history (gid);
CREATE INDEX ON rm.partnership_history (country_code, title, id);
CREATE INDEX ON rm.partnership_history (country_code, predecessor_id);
CREATE INDEX ON rm.member_history (country_code, partnership_id, seat, commune_id);
CREATE INDEX ON rm.member_history (commune_id);
CREATE INDEX ON rm.partnership_phase_history (country_code, phase_id);
CREATE INDEX ON rm.protocol_history (gid);
CREATE INDEX ON rm.protocol_history (country_code, proposed_on DESC, id);
CREATE INDEX ON rm.protocol_history (country_code, partnership_id, proposed_on DESC, id);
CREATE INDEX ON rm.protocol_history (country_code, renews_id);
CREATE INDEX ON rm.record_history (country_code, subject, recorded_at, service, position);
