-- What planning and reporting say, and specific conventions: the read model is made anew, and the
-- projector reads every topic from its beginning (gateway/read_model/book.py: definition).
DROP SCHEMA rm CASCADE;
DELETE FROM store.checkpoints WHERE projection = 'gateway';
DELETE FROM store.dead_letters WHERE projection = 'gateway';

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
  budget_lines json NOT NULL,
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
  budget_lines json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.convention_all AS
  SELECT country_code, id, gid, partnership_id, protocol_id, state, version, begun_on, concluded_on, budget_lines, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.convention
  UNION ALL SELECT country_code, id, gid, partnership_id, protocol_id, state, version, begun_on, concluded_on, budget_lines, demonstration, provenance, known_from, known_to FROM rm.convention_history;
CREATE TABLE rm.convention_version (
  country_code text COLLATE "C" NOT NULL,
  convention_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  state text NOT NULL,
  content_hash text NOT NULL,
  concluded_on date,
  budget_lines json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, convention_id, version)
);
CREATE TABLE rm.convention_version_history (
  country_code text COLLATE "C" NOT NULL,
  convention_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  state text NOT NULL,
  content_hash text NOT NULL,
  concluded_on date,
  budget_lines json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, convention_id, version, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.convention_version_all AS
  SELECT country_code, convention_id, version, state, content_hash, concluded_on, budget_lines, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.convention_version
  UNION ALL SELECT country_code, convention_id, version, state, content_hash, concluded_on, budget_lines, demonstration, provenance, known_from, known_to FROM rm.convention_version_history;
CREATE TABLE rm.convention_signature (
  country_code text COLLATE "C" NOT NULL,
  convention_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  function text NOT NULL,
  acting_for text NOT NULL,
  place text NOT NULL,
  signed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, convention_id, version, commune_id)
);
CREATE TABLE rm.convention_signature_history (
  country_code text COLLATE "C" NOT NULL,
  convention_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  function text NOT NULL,
  acting_for text NOT NULL,
  place text NOT NULL,
  signed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, convention_id, version, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.convention_signature_all AS
  SELECT country_code, convention_id, version, commune_id, seat, function, acting_for, place, signed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.convention_signature
  UNION ALL SELECT country_code, convention_id, version, commune_id, seat, function, acting_for, place, signed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, known_to FROM rm.convention_signature_history;
CREATE TABLE rm.annex (
  country_code text COLLATE "C" NOT NULL,
  convention_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  commune_id text COLLATE "C",
  annexed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, convention_id, version, action_plan_id)
);
CREATE TABLE rm.annex_history (
  country_code text COLLATE "C" NOT NULL,
  convention_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  commune_id text COLLATE "C",
  annexed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, convention_id, version, action_plan_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.annex_all AS
  SELECT country_code, convention_id, version, action_plan_id, seat, commune_id, annexed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.annex
  UNION ALL SELECT country_code, convention_id, version, action_plan_id, seat, commune_id, annexed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, known_to FROM rm.annex_history;
CREATE TABLE rm.strategic_plan (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  country_programme_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  version int NOT NULL,
  applicable_version int,
  submitted_on date NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.strategic_plan_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  country_programme_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  version int NOT NULL,
  applicable_version int,
  submitted_on date NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.strategic_plan_all AS
  SELECT country_code, id, gid, country_programme_id, phase_id, state, version, applicable_version, submitted_on, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.strategic_plan
  UNION ALL SELECT country_code, id, gid, country_programme_id, phase_id, state, version, applicable_version, submitted_on, demonstration, provenance, known_from, known_to FROM rm.strategic_plan_history;
CREATE TABLE rm.strategic_plan_version (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  state text NOT NULL,
  content_hash text NOT NULL,
  submitted_on date NOT NULL,
  validated_on date,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version)
);
CREATE TABLE rm.strategic_plan_version_history (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  state text NOT NULL,
  content_hash text NOT NULL,
  submitted_on date NOT NULL,
  validated_on date,
  sources json NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.strategic_plan_version_all AS
  SELECT country_code, strategic_plan_id, version, state, content_hash, submitted_on, validated_on, sources, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.strategic_plan_version
  UNION ALL SELECT country_code, strategic_plan_id, version, state, content_hash, submitted_on, validated_on, sources, demonstration, provenance, known_from, known_to FROM rm.strategic_plan_version_history;
CREATE TABLE rm.validation (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  outcome text NOT NULL,
  decided_on date,
  reason text,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version, commune_id)
);
CREATE TABLE rm.validation_history (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  outcome text NOT NULL,
  decided_on date,
  reason text,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.validation_all AS
  SELECT country_code, strategic_plan_id, version, commune_id, seat, outcome, decided_on, reason, recorded_on_behalf, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.validation
  UNION ALL SELECT country_code, strategic_plan_id, version, commune_id, seat, outcome, decided_on, reason, recorded_on_behalf, demonstration, provenance, known_from, known_to FROM rm.validation_history;
CREATE TABLE rm.result (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  place int NOT NULL,
  level text NOT NULL,
  code text NOT NULL,
  texts json NOT NULL,
  unofficial text[] NOT NULL,
  parent_id text COLLATE "C",
  assumptions text[] NOT NULL,
  shown boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version, id)
);
CREATE TABLE rm.result_history (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  place int NOT NULL,
  level text NOT NULL,
  code text NOT NULL,
  texts json NOT NULL,
  unofficial text[] NOT NULL,
  parent_id text COLLATE "C",
  assumptions text[] NOT NULL,
  shown boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.result_all AS
  SELECT country_code, strategic_plan_id, version, id, gid, place, level, code, texts, unofficial, parent_id, assumptions, shown, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.result
  UNION ALL SELECT country_code, strategic_plan_id, version, id, gid, place, level, code, texts, unofficial, parent_id, assumptions, shown, demonstration, provenance, known_from, known_to FROM rm.result_history;
CREATE TABLE rm.indicator (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  place int NOT NULL,
  result_id text COLLATE "C" NOT NULL,
  code text NOT NULL,
  texts json NOT NULL,
  unofficial text[] NOT NULL,
  unit text NOT NULL,
  baseline_known boolean NOT NULL,
  baseline_value text,
  baseline_year int,
  baseline_note text,
  targets json NOT NULL,
  source_of_verification text NOT NULL,
  responsible text,
  dimensions text[] NOT NULL,
  lowest text,
  highest text,
  shown boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version, id)
);
CREATE TABLE rm.indicator_history (
  country_code text COLLATE "C" NOT NULL,
  strategic_plan_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  place int NOT NULL,
  result_id text COLLATE "C" NOT NULL,
  code text NOT NULL,
  texts json NOT NULL,
  unofficial text[] NOT NULL,
  unit text NOT NULL,
  baseline_known boolean NOT NULL,
  baseline_value text,
  baseline_year int,
  baseline_note text,
  targets json NOT NULL,
  source_of_verification text NOT NULL,
  responsible text,
  dimensions text[] NOT NULL,
  lowest text,
  highest text,
  shown boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, strategic_plan_id, version, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.indicator_all AS
  SELECT country_code, strategic_plan_id, version, id, gid, place, result_id, code, texts, unofficial, unit, baseline_known, baseline_value, baseline_year, baseline_note, targets, source_of_verification, responsible, dimensions, lowest, highest, shown, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.indicator
  UNION ALL SELECT country_code, strategic_plan_id, version, id, gid, place, result_id, code, texts, unofficial, unit, baseline_known, baseline_value, baseline_year, baseline_note, targets, source_of_verification, responsible, dimensions, lowest, highest, shown, demonstration, provenance, known_from, known_to FROM rm.indicator_history;
CREATE TABLE rm.action_plan (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C",
  phase_id text COLLATE "C",
  state text NOT NULL,
  state_since date NOT NULL,
  content_hash text NOT NULL,
  begun_on date NOT NULL,
  titles json,
  starts_on date,
  ends_on date,
  actions json NOT NULL,
  budget_lines json NOT NULL,
  strategic_plan_id text COLLATE "C",
  strategic_plan_version int,
  submitted_on date,
  adopted_on date,
  not_yet_annexed boolean NOT NULL,
  superseded_by_id text COLLATE "C",
  ended_on date,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.action_plan_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  protocol_id text COLLATE "C",
  phase_id text COLLATE "C",
  state text NOT NULL,
  state_since date NOT NULL,
  content_hash text NOT NULL,
  begun_on date NOT NULL,
  titles json,
  starts_on date,
  ends_on date,
  actions json NOT NULL,
  budget_lines json NOT NULL,
  strategic_plan_id text COLLATE "C",
  strategic_plan_version int,
  submitted_on date,
  adopted_on date,
  not_yet_annexed boolean NOT NULL,
  superseded_by_id text COLLATE "C",
  ended_on date,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.action_plan_all AS
  SELECT country_code, id, gid, partnership_id, protocol_id, phase_id, state, state_since, content_hash, begun_on, titles, starts_on, ends_on, actions, budget_lines, strategic_plan_id, strategic_plan_version, submitted_on, adopted_on, not_yet_annexed, superseded_by_id, ended_on, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.action_plan
  UNION ALL SELECT country_code, id, gid, partnership_id, protocol_id, phase_id, state, state_since, content_hash, begun_on, titles, starts_on, ends_on, actions, budget_lines, strategic_plan_id, strategic_plan_version, submitted_on, adopted_on, not_yet_annexed, superseded_by_id, ended_on, demonstration, provenance, known_from, known_to FROM rm.action_plan_history;
CREATE TABLE rm.action_plan_agreement (
  country_code text COLLATE "C" NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  agreed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, action_plan_id, commune_id)
);
CREATE TABLE rm.action_plan_agreement_history (
  country_code text COLLATE "C" NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  agreed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, action_plan_id, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.action_plan_agreement_all AS
  SELECT country_code, action_plan_id, commune_id, seat, agreed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.action_plan_agreement
  UNION ALL SELECT country_code, action_plan_id, commune_id, seat, agreed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, known_to FROM rm.action_plan_agreement_history;
CREATE TABLE rm.action_plan_indicator (
  country_code text COLLATE "C" NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  indicator_id text COLLATE "C" NOT NULL,
  place int NOT NULL,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, action_plan_id, indicator_id)
);
CREATE TABLE rm.action_plan_indicator_history (
  country_code text COLLATE "C" NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  indicator_id text COLLATE "C" NOT NULL,
  place int NOT NULL,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, action_plan_id, indicator_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.action_plan_indicator_all AS
  SELECT country_code, action_plan_id, indicator_id, place, known_from, 'infinity'::timestamptz AS known_to FROM rm.action_plan_indicator
  UNION ALL SELECT country_code, action_plan_id, indicator_id, place, known_from, known_to FROM rm.action_plan_indicator_history;
CREATE TABLE rm.report (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  due_on date,
  state text NOT NULL,
  version int NOT NULL,
  accepted_version int,
  accepted_on date,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.report_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  action_plan_id text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  phase_id text COLLATE "C" NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  due_on date,
  state text NOT NULL,
  version int NOT NULL,
  accepted_version int,
  accepted_on date,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.report_all AS
  SELECT country_code, id, gid, action_plan_id, partnership_id, phase_id, starts_on, ends_on, due_on, state, version, accepted_version, accepted_on, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.report
  UNION ALL SELECT country_code, id, gid, action_plan_id, partnership_id, phase_id, starts_on, ends_on, due_on, state, version, accepted_version, accepted_on, demonstration, provenance, known_from, known_to FROM rm.report_history;
CREATE TABLE rm.report_version (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  state text NOT NULL,
  content_hash text,
  submitted_on date,
  decided_on date,
  comments text,
  reopened_on date,
  reopened_because text,
  submitted_at_position bigint,
  decided_at_position bigint,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, version)
);
CREATE TABLE rm.report_version_history (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  state text NOT NULL,
  content_hash text,
  submitted_on date,
  decided_on date,
  comments text,
  reopened_on date,
  reopened_because text,
  submitted_at_position bigint,
  decided_at_position bigint,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, version, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.report_version_all AS
  SELECT country_code, report_id, version, state, content_hash, submitted_on, decided_on, comments, reopened_on, reopened_because, submitted_at_position, decided_at_position, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.report_version
  UNION ALL SELECT country_code, report_id, version, state, content_hash, submitted_on, decided_on, comments, reopened_on, reopened_because, submitted_at_position, decided_at_position, demonstration, provenance, known_from, known_to FROM rm.report_version_history;
CREATE TABLE rm.report_party (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, commune_id)
);
CREATE TABLE rm.report_party_history (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.report_party_all AS
  SELECT country_code, report_id, commune_id, seat, known_from, 'infinity'::timestamptz AS known_to FROM rm.report_party
  UNION ALL SELECT country_code, report_id, commune_id, seat, known_from, known_to FROM rm.report_party_history;
CREATE TABLE rm.report_signature (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  function text NOT NULL,
  signed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, version, commune_id)
);
CREATE TABLE rm.report_signature_history (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  commune_id text COLLATE "C" NOT NULL,
  seat int NOT NULL,
  function text NOT NULL,
  signed_on date NOT NULL,
  content_hash text NOT NULL,
  recorded_on_behalf boolean NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, version, commune_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.report_signature_all AS
  SELECT country_code, report_id, version, commune_id, seat, function, signed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.report_signature
  UNION ALL SELECT country_code, report_id, version, commune_id, seat, function, signed_on, content_hash, recorded_on_behalf, demonstration, provenance, known_from, known_to FROM rm.report_signature_history;
CREATE TABLE rm.report_item (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  item_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  figure_id text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  value numeric,
  unit text NOT NULL,
  year int NOT NULL,
  correction int NOT NULL,
  indicator_id text COLLATE "C",
  commune_id text COLLATE "C",
  not_measured text,
  slices json NOT NULL,
  budget_line_id text COLLATE "C",
  cost_class text,
  spent_on date,
  document text,
  warnings json NOT NULL,
  position bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, version, item_id)
);
CREATE TABLE rm.report_item_history (
  country_code text COLLATE "C" NOT NULL,
  report_id text COLLATE "C" NOT NULL,
  version int NOT NULL,
  item_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  figure_id text COLLATE "C" NOT NULL,
  partnership_id text COLLATE "C" NOT NULL,
  value numeric,
  unit text NOT NULL,
  year int NOT NULL,
  correction int NOT NULL,
  indicator_id text COLLATE "C",
  commune_id text COLLATE "C",
  not_measured text,
  slices json NOT NULL,
  budget_line_id text COLLATE "C",
  cost_class text,
  spent_on date,
  document text,
  warnings json NOT NULL,
  position bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, report_id, version, item_id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.report_item_all AS
  SELECT country_code, report_id, version, item_id, kind, figure_id, partnership_id, value, unit, year, correction, indicator_id, commune_id, not_measured, slices, budget_line_id, cost_class, spent_on, document, warnings, position, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.report_item
  UNION ALL SELECT country_code, report_id, version, item_id, kind, figure_id, partnership_id, value, unit, year, correction, indicator_id, commune_id, not_measured, slices, budget_line_id, cost_class, spent_on, document, warnings, position, demonstration, provenance, known_from, known_to FROM rm.report_item_history;
CREATE TABLE rm.figure (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  indicator_id text COLLATE "C",
  year int NOT NULL,
  unit text COLLATE "C" NOT NULL,
  value numeric,
  expected int,
  received int NOT NULL,
  demonstration boolean NOT NULL,
  known_from timestamptz NOT NULL,
  PRIMARY KEY (country_code, id)
);
CREATE TABLE rm.figure_history (
  country_code text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  gid text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  indicator_id text COLLATE "C",
  year int NOT NULL,
  unit text COLLATE "C" NOT NULL,
  value numeric,
  expected int,
  received int NOT NULL,
  demonstration boolean NOT NULL,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, id, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.figure_all AS
  SELECT country_code, id, gid, kind, indicator_id, year, unit, value, expected, received, demonstration, known_from, 'infinity'::timestamptz AS known_to FROM rm.figure
  UNION ALL SELECT country_code, id, gid, kind, indicator_id, year, unit, value, expected, received, demonstration, known_from, known_to FROM rm.figure_history;
CREATE TABLE rm.record (
  country_code text COLLATE "C" NOT NULL,
  service text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  recorded_at timestamptz NOT NULL,
  partnership_id text COLLATE "C",
  commune_id text COLLATE "C",
  acted_on date,
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
  partnership_id text COLLATE "C",
  commune_id text COLLATE "C",
  acted_on date,
  demonstration boolean NOT NULL,
  provenance text,
  known_from timestamptz NOT NULL,
  known_to timestamptz NOT NULL,
  PRIMARY KEY (country_code, service, position, known_from),
  CHECK (known_from < known_to)
);
CREATE VIEW rm.record_all AS
  SELECT country_code, service, position, id, type, subject, recorded_at, partnership_id, commune_id, acted_on, demonstration, provenance, known_from, 'infinity'::timestamptz AS known_to FROM rm.record
  UNION ALL SELECT country_code, service, position, id, type, subject, recorded_at, partnership_id, commune_id, acted_on, demonstration, provenance, known_from, known_to FROM rm.record_history;
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
CREATE INDEX ON rm.convention (gid);
CREATE INDEX ON rm.convention (country_code, begun_on DESC, id);
CREATE INDEX ON rm.convention (country_code, partnership_id, begun_on DESC, id);
CREATE INDEX ON rm.annex (country_code, action_plan_id, annexed_on, convention_id, version);
CREATE INDEX ON rm.strategic_plan (gid);
CREATE INDEX ON rm.strategic_plan (country_code, submitted_on DESC, id);
CREATE INDEX ON rm.strategic_plan (country_code, country_programme_id);
CREATE INDEX ON rm.validation (country_code, strategic_plan_id, version, seat, commune_id);
CREATE INDEX ON rm.result (gid);
CREATE INDEX ON rm.result (country_code, id);
CREATE INDEX ON rm.result (country_code, strategic_plan_id, version, place, id);
CREATE INDEX ON rm.indicator (gid);
CREATE INDEX ON rm.indicator (country_code, id);
CREATE INDEX ON rm.indicator (country_code, strategic_plan_id, version, result_id, place, id);
CREATE INDEX ON rm.indicator (country_code, place, id);
CREATE INDEX ON rm.action_plan (gid);
CREATE INDEX ON rm.action_plan (country_code, begun_on DESC, id);
CREATE INDEX ON rm.action_plan (country_code, partnership_id, begun_on DESC, id);
CREATE INDEX ON rm.action_plan_indicator (country_code, indicator_id);
CREATE INDEX ON rm.report (gid);
CREATE INDEX ON rm.report (country_code, starts_on DESC, id);
CREATE INDEX ON rm.report (country_code, partnership_id, starts_on DESC, id);
CREATE INDEX ON rm.report (country_code, action_plan_id);
CREATE INDEX ON rm.report_item (country_code, figure_id, report_id, version, item_id);
CREATE INDEX ON rm.figure (gid);
CREATE INDEX ON rm.figure (country_code, kind, year, id);
CREATE INDEX ON rm.figure (country_code, indicator_id, year, id);
CREATE INDEX ON rm.record (country_code, subject, recorded_at, service, position);
CREATE INDEX ON rm.record (country_code, recorded_at, service, position);
CREATE INDEX ON rm.record (country_code, partnership_id, recorded_at, service, position);
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
CREATE INDEX ON rm.convention_history (gid);
CREATE INDEX ON rm.convention_history (country_code, begun_on DESC, id);
CREATE INDEX ON rm.convention_history (country_code, partnership_id, begun_on DESC, id);
CREATE INDEX ON rm.annex_history (country_code, action_plan_id, annexed_on, convention_id, version);
CREATE INDEX ON rm.strategic_plan_history (gid);
CREATE INDEX ON rm.strategic_plan_history (country_code, submitted_on DESC, id);
CREATE INDEX ON rm.strategic_plan_history (country_code, country_programme_id);
CREATE INDEX ON rm.validation_history (country_code, strategic_plan_id, version, seat, commune_id);
CREATE INDEX ON rm.result_history (gid);
CREATE INDEX ON rm.result_history (country_code, id);
CREATE INDEX ON rm.result_history (country_code, strategic_plan_id, version, place, id);
CREATE INDEX ON rm.indicator_history (gid);
CREATE INDEX ON rm.indicator_history (country_code, id);
CREATE INDEX ON rm.indicator_history (country_code, strategic_plan_id, version, result_id, place, id);
CREATE INDEX ON rm.indicator_history (country_code, place, id);
CREATE INDEX ON rm.action_plan_history (gid);
CREATE INDEX ON rm.action_plan_history (country_code, begun_on DESC, id);
CREATE INDEX ON rm.action_plan_history (country_code, partnership_id, begun_on DESC, id);
CREATE INDEX ON rm.action_plan_indicator_history (country_code, indicator_id);
CREATE INDEX ON rm.report_history (gid);
CREATE INDEX ON rm.report_history (country_code, starts_on DESC, id);
CREATE INDEX ON rm.report_history (country_code, partnership_id, starts_on DESC, id);
CREATE INDEX ON rm.report_history (country_code, action_plan_id);
CREATE INDEX ON rm.report_item_history (country_code, figure_id, report_id, version, item_id);
CREATE INDEX ON rm.figure_history (gid);
CREATE INDEX ON rm.figure_history (country_code, kind, year, id);
CREATE INDEX ON rm.figure_history (country_code, indicator_id, year, id);
CREATE INDEX ON rm.record_history (country_code, subject, recorded_at, service, position);
CREATE INDEX ON rm.record_history (country_code, recorded_at, service, position);
CREATE INDEX ON rm.record_history (country_code, partnership_id, recorded_at, service, position);
CREATE VIEW rm.figure_source AS
SELECT i.country_code, i.report_id, i.version, i.item_id, i.kind, i.figure_id, i.partnership_id, i.value, i.unit, i.year, i.correction, i.indicator_id, i.commune_id, i.not_measured, i.slices, i.budget_line_id, i.cost_class, i.spent_on, i.document, i.warnings, i.position, i.demonstration, i.provenance,
  v.state = 'ACCEPTED' AND i.value IS NOT NULL AS included,
  CASE v.state
    WHEN 'ACCEPTED' THEN CASE WHEN i.value IS NULL THEN 'NOT_MEASURED' END
    WHEN 'SUPERSEDED' THEN 'SUPERSEDED'
    WHEN 'RETURNED' THEN 'RETURNED'
    ELSE 'NOT_ACCEPTED'
  END AS reason
FROM rm.report_item i JOIN rm.report_version v USING (country_code, report_id, version);
CREATE VIEW rm.figure_source_all AS
SELECT i.country_code, i.report_id, i.version, i.item_id, i.kind, i.figure_id, i.partnership_id, i.value, i.unit, i.year, i.correction, i.indicator_id, i.commune_id, i.not_measured, i.slices, i.budget_line_id, i.cost_class, i.spent_on, i.document, i.warnings, i.position, i.demonstration, i.provenance,
  v.state = 'ACCEPTED' AND i.value IS NOT NULL AS included,
  CASE v.state
    WHEN 'ACCEPTED' THEN CASE WHEN i.value IS NULL THEN 'NOT_MEASURED' END
    WHEN 'SUPERSEDED' THEN 'SUPERSEDED'
    WHEN 'RETURNED' THEN 'RETURNED'
    ELSE 'NOT_ACCEPTED'
  END AS reason,
  greatest(i.known_from, v.known_from) AS known_from, least(i.known_to, v.known_to) AS known_to
FROM rm.report_item_all i JOIN rm.report_version_all v USING (country_code, report_id, version)
WHERE i.known_from < v.known_to AND v.known_from < i.known_to;

-- How far each service of each unit is known here (gateway/read_model/sources.py). How far its
-- events were applied stands in store.checkpoints, what could not be applied in
-- store.dead_letters, both under the reader ('gateway', 1). What the projector remembers of a source
-- is true as long as `written_by` is its own transaction (gateway/read_model/memory.py).
CREATE TABLE rm.source (
  unit text COLLATE "C" NOT NULL,
  service text COLLATE "C" NOT NULL,
  country_code text COLLATE "C" NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  store_epoch bigint,
  published bigint,
  unscanned bigint,
  horizon timestamptz,
  first_recorded_at timestamptz,
  known_until timestamptz,
  last_heartbeat timestamptz,
  written_by xid8,
  PRIMARY KEY (unit, service)
);

CREATE VIEW rm.applied AS
  SELECT source, epoch, position FROM store.checkpoints
  WHERE projection = 'gateway' AND version = 1 AND partition = 0;

CREATE VIEW rm.held_back AS
  SELECT source, count(*)::int AS events FROM store.dead_letters
  WHERE projection = 'gateway' AND version = 1 AND status IN ('parked', 'blocked')
  GROUP BY source;

-- Relays send a heartbeat every few seconds: after thirty without one a source is stale.
CREATE VIEW rm.source_state AS
  SELECT s.unit, s.service, s.country_code, s.version, s.first_recorded_at, s.known_until,
    s.last_heartbeat,
    least(coalesce(s.unscanned, 0) + greatest(
      s.published - CASE WHEN a.epoch = s.store_epoch THEN a.position ELSE 0 END, 0
    ), 2147483647)::int AS lag_events,
    coalesce(h.events, 0) AS held_back,
    coalesce(s.last_heartbeat < now() - interval '30 s', true) AS stale
  FROM rm.source s
  LEFT JOIN rm.applied a ON a.source = s.unit || '.' || s.service
  LEFT JOIN rm.held_back h ON h.source = s.unit || '.' || s.service;

-- A country is as old as the oldest of its sources.
CREATE VIEW rm.country AS
  SELECT country_code AS code, sum(version)::bigint AS version,
    CASE WHEN bool_and(known_until IS NOT NULL) THEN min(known_until) END AS known_until,
    least(sum(lag_events), 2147483647)::int AS lag_events,
    least(sum(held_back), 2147483647)::int AS held_back,
    CASE WHEN bool_and(last_heartbeat IS NOT NULL) THEN min(last_heartbeat) END AS last_heartbeat,
    bool_or(stale) AS stale,
    min(first_recorded_at) AS first_recorded_at
  FROM rm.source_state GROUP BY country_code;

-- What a country is read from when asked as of a moment: it is there from its first event on.
CREATE VIEW rm.country_all AS
  SELECT code, version, known_until, lag_events, held_back, last_heartbeat, stale,
    first_recorded_at,
    coalesce(first_recorded_at, 'infinity') AS known_from, 'infinity'::timestamptz AS known_to
  FROM rm.country;
