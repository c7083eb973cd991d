-- What the service answers from: tables that its projections write from events alone.
-- They are dropped and filled again when their shape changes.
CREATE SCHEMA views;

CREATE TABLE views.reports (
  id uuid,
  action_plan uuid NOT NULL,
  partnership uuid NOT NULL,
  protocol uuid NOT NULL,
  phase uuid NOT NULL,
  country text NOT NULL,
  parties uuid[] NOT NULL,
  title jsonb NOT NULL,
  period_starts_on date NOT NULL,
  period_ends_on date NOT NULL,
  due_on date,
  indicators jsonb NOT NULL,
  budget_lines jsonb NOT NULL,
  strategic_plan uuid NOT NULL,
  strategic_plan_version integer NOT NULL,
  state text NOT NULL,
  report_version integer NOT NULL,
  opened_as text NOT NULL,
  narrative jsonb,
  drafted boolean NOT NULL,
  signatures jsonb NOT NULL,
  awaiting uuid[] NOT NULL,
  submitted_on date,
  comments text,
  returned_on date,
  accepted_version integer,
  accepted_on date,
  locked boolean NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  changed_at bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE views.measurements (
  id uuid,
  report uuid NOT NULL,
  indicator uuid NOT NULL,
  year integer NOT NULL,
  commune uuid,
  unit text NOT NULL,
  measurement_version integer NOT NULL,
  value text,
  not_measured text,
  slices jsonb NOT NULL,
  party uuid NOT NULL,
  recorded_on date NOT NULL,
  reason text,
  withdrawn boolean NOT NULL,
  earlier jsonb NOT NULL,
  recorded_as text NOT NULL,
  placed_at bigint NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  changed_at bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE views.expenses (
  id uuid,
  report uuid NOT NULL,
  budget_line uuid NOT NULL,
  cost_class text NOT NULL,
  amount text NOT NULL,
  currency text NOT NULL,
  spent_on date NOT NULL,
  document text NOT NULL,
  warnings jsonb NOT NULL,
  expense_version integer NOT NULL,
  party uuid NOT NULL,
  recorded_on date NOT NULL,
  reason text,
  withdrawn boolean NOT NULL,
  earlier jsonb NOT NULL,
  recorded_as text NOT NULL,
  version bigint NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  changed_at bigint NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE views.report_history (
  report uuid,
  number bigint,
  act text NOT NULL,
  report_version integer NOT NULL,
  party uuid,
  function text,
  on_behalf boolean NOT NULL,
  evidence text,
  content_hash text,
  words text,
  acted_on date,
  recorded_at timestamptz NOT NULL,
  recorded_as text NOT NULL,
  demonstration boolean NOT NULL,
  provenance text,
  PRIMARY KEY (report, number)
);
CREATE INDEX ON views.reports USING gin (parties);
CREATE INDEX ON views.reports USING gin (awaiting);
CREATE INDEX ON views.reports (partnership);
CREATE INDEX ON views.reports (period_ends_on) WHERE submitted_on IS NULL;
CREATE INDEX ON views.measurements (report, indicator, year);
CREATE INDEX ON views.expenses (report, budget_line);
