CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE aliases (
	team TEXT NOT NULL,
	name TEXT NOT NULL,
	sequence_id TEXT NOT NULL,
	distribution VARCHAR(32),
	mailboxes TEXT NOT NULL,
	data TEXT NOT NULL,
	CONSTRAINT pk_aliases PRIMARY KEY (team, name),
	CONSTRAINT ck_aliases_distribution CHECK (distribution IN ('sequence_senders', 'custom_mailboxes'))
);

CREATE TABLE channel_defaults (
	team TEXT NOT NULL,
	channel TEXT NOT NULL,
	alias TEXT NOT NULL,
	CONSTRAINT pk_channel_defaults PRIMARY KEY (team, channel)
);

CREATE TABLE column_mappings (
	team TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	mapping TEXT NOT NULL,
	saved_by TEXT NOT NULL,
	saved_at DATETIME NOT NULL,
	CONSTRAINT pk_column_mappings PRIMARY KEY (team, fingerprint)
);

CREATE TABLE deliveries (
	"key" TEXT NOT NULL,
	team TEXT NOT NULL,
	seen_at DATETIME NOT NULL,
	payload TEXT,
	replays INTEGER DEFAULT '0' NOT NULL,
	taken_at DATETIME,
	CONSTRAINT pk_deliveries PRIMARY KEY ("key")
);

CREATE TABLE rate_limits (
	"key" TEXT NOT NULL,
	due DOUBLE NOT NULL,
	refusal_told BOOLEAN,
	CONSTRAINT pk_rate_limits PRIMARY KEY ("key")
);

CREATE TABLE jobs (
	id TEXT NOT NULL,
	origin TEXT NOT NULL,
	team TEXT NOT NULL,
	channel TEXT NOT NULL,
	user TEXT NOT NULL,
	thread_ts TEXT,
	intake VARCHAR(32) NOT NULL,
	name TEXT NOT NULL,
	header TEXT NOT NULL,
	created_at DATETIME NOT NULL,
	assumptions TEXT NOT NULL,
	columns TEXT,
	columns_by TEXT,
	columns_at DATETIME,
	sequence_id TEXT,
	alias TEXT NOT NULL,
	sequence_name TEXT NOT NULL,
	overrides TEXT NOT NULL,
	distribution VARCHAR(32),
	mailboxes TEXT NOT NULL,
	data TEXT NOT NULL,
	state VARCHAR(32) NOT NULL,
	parent TEXT,
	root TEXT NOT NULL,
	row_count INTEGER NOT NULL,
	left_out INTEGER NOT NULL,
	fingerprint TEXT NOT NULL,
	run TEXT,
	stop_code TEXT,
	approved_by TEXT NOT NULL,
	continues TEXT,
	counts TEXT,
	purged_at DATETIME,
	CONSTRAINT pk_jobs PRIMARY KEY (id),
	CONSTRAINT ck_jobs_columns CHECK ((columns IS NULL) = (columns_by IS NULL) AND (columns IS NULL) = (columns_at IS NULL)),
	CONSTRAINT ck_jobs_purged CHECK ((counts IS NULL) = (purged_at IS NULL)),
	CONSTRAINT fk_jobs_parent FOREIGN KEY(parent) REFERENCES jobs (id),
	CONSTRAINT uq_jobs_origin UNIQUE (origin),
	CONSTRAINT ck_jobs_intake CHECK (intake IN ('typed', 'file', 'retry')),
	CONSTRAINT ck_jobs_distribution CHECK (distribution IN ('sequence_senders', 'custom_mailboxes')),
	CONSTRAINT ck_jobs_state CHECK (state IN ('draft', 'confirmed', 'running', 'stopped', 'done', 'cancelled'))
);

CREATE INDEX ix_jobs_parent ON jobs (parent);

CREATE INDEX ix_jobs_root ON jobs (root);

CREATE INDEX ix_jobs_state ON jobs (state);

CREATE INDEX ix_jobs_team_created_at ON jobs (team, created_at);

CREATE INDEX ix_jobs_team_sequence_id_state ON jobs (team, sequence_id, state);

CREATE TABLE batches (
	job_id TEXT NOT NULL,
	number INTEGER NOT NULL,
	team TEXT NOT NULL,
	state VARCHAR(32) NOT NULL,
	run TEXT,
	earlier_try VARCHAR(32) NOT NULL,
	tries INTEGER NOT NULL,
	CONSTRAINT pk_batches PRIMARY KEY (job_id, number),
	CONSTRAINT fk_batches_job_id FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE,
	CONSTRAINT ck_batches_state CHECK (state IN ('waiting', 'claimed', 'in_flight', 'done')),
	CONSTRAINT ck_batches_earlier_try CHECK (earlier_try IN ('none', 'perhaps', 'processed'))
);

CREATE TABLE job_rows (
	job_id TEXT NOT NULL,
	"row" INTEGER NOT NULL,
	team TEXT NOT NULL,
	cells TEXT NOT NULL,
	batch INTEGER,
	email TEXT,
	email_key TEXT,
	linkedin_url TEXT,
	data TEXT,
	outcome VARCHAR(32) NOT NULL,
	reasons TEXT NOT NULL,
	detail TEXT NOT NULL,
	CONSTRAINT pk_job_rows PRIMARY KEY (job_id, "row"),
	CONSTRAINT ck_job_rows_reasons CHECK ((outcome = 'skipped') = (reasons <> '')),
	CONSTRAINT ck_job_rows_lead CHECK (batch IS NULL OR email IS NOT NULL OR linkedin_url IS NOT NULL),
	CONSTRAINT fk_job_rows_job_id FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE,
	CONSTRAINT ck_job_rows_outcome CHECK (outcome IN ('added', 'skipped', 'invalid', 'duplicate', 'unconfirmed', 'failed', 'not sent'))
);

CREATE INDEX ix_job_rows_job_id_batch_row ON job_rows (job_id, batch, "row");

CREATE INDEX ix_job_rows_job_id_outcome_reasons_row ON job_rows (job_id, outcome, reasons, "row");

CREATE TABLE lead_keys (
	job_id TEXT NOT NULL,
	"key" BIGINT NOT NULL,
	"row" INTEGER NOT NULL,
	team TEXT NOT NULL,
	CONSTRAINT pk_lead_keys PRIMARY KEY (job_id, "key", "row"),
	CONSTRAINT fk_lead_keys_job_id FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE
)
 WITHOUT ROWID;

CREATE TABLE messages (
	job_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	team TEXT NOT NULL,
	ts TEXT,
	marker TEXT,
	CONSTRAINT pk_messages PRIMARY KEY (job_id, kind),
	CONSTRAINT ck_messages_known CHECK (ts IS NOT NULL OR marker IS NOT NULL),
	CONSTRAINT fk_messages_job_id FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE
);

CREATE TABLE approvals (
	id TEXT NOT NULL,
	team TEXT NOT NULL,
	job_id TEXT NOT NULL,
	kind VARCHAR(32) NOT NULL,
	leads INTEGER NOT NULL,
	asked_by TEXT NOT NULL,
	asked_at DATETIME NOT NULL,
	state VARCHAR(32) NOT NULL,
	decided_by TEXT NOT NULL,
	open TEXT,
	CONSTRAINT pk_approvals PRIMARY KEY (id),
	CONSTRAINT ck_approvals_open CHECK ((state = 'open') = (open IS NOT NULL)),
	CONSTRAINT fk_approvals_job_id FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE,
	CONSTRAINT uq_approvals_open UNIQUE (open),
	CONSTRAINT ck_approvals_kind CHECK (kind IN ('exclusion_list', 'recently_contacted', 'in_other_draft_sequences', 'in_other_active_sequences', 'failed')),
	CONSTRAINT ck_approvals_state CHECK (state IN ('open', 'approved', 'declined'))
);

CREATE INDEX ix_approvals_job_id ON approvals (job_id);

CREATE TABLE audit (
	id INTEGER NOT NULL,
	at DATETIME NOT NULL,
	team TEXT NOT NULL,
	user TEXT NOT NULL,
	deed VARCHAR(32) NOT NULL,
	job_id TEXT,
	alias TEXT NOT NULL,
	sequence_id TEXT,
	leads INTEGER NOT NULL,
	overrides TEXT NOT NULL,
	channel TEXT,
	CONSTRAINT pk_audit PRIMARY KEY (id),
	CONSTRAINT ck_audit_deed CHECK (deed IN ('add', 'retry', 'resume', 'cancel', 'approve', 'put_alias', 'remove_alias', 'set_default', 'clear_default'))
);

CREATE INDEX ix_audit_team_at ON audit (team, at);

CREATE TRIGGER audit_no_update BEFORE update ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;

CREATE TRIGGER audit_no_delete BEFORE delete ON audit BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END;

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING version_num;

ALTER TABLE jobs ADD COLUMN rows_under TEXT;

ALTER TABLE jobs ADD COLUMN removals INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE jobs ADD COLUMN goes_on_until DATETIME;

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

