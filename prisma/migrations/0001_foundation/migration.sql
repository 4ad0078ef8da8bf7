-- The foundation: institutions, people and positions, procedures, requests with their steps and holds, sites, meetings, test calls, messages, audit.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TYPE "role" AS ENUM ('requester', 'approver', 'technician', 'admin');

CREATE TYPE "capacity" AS ENUM ('definitive', 'plt', 'plh');

CREATE TYPE "request_state" AS ENUM ('draft', 'submitted', 'returned', 'waitlisted', 'disposition', 'rescheduled', 'assigned', 'survey', 'test', 'ready', 'ongoing', 'finished', 'reported', 'archived', 'rejected', 'cancelled', 'no_show');

CREATE TYPE "channel" AS ENUM ('web', 'letter', 'email', 'phone', 'sms', 'walk_in');

CREATE TYPE "case_step_state" AS ENUM ('waiting', 'active', 'done', 'skipped', 'void');

CREATE TYPE "hold_kind" AS ENUM ('setup', 'test', 'pre_test', 'event', 'blackout');

CREATE TYPE "resource_kind" AS ENUM ('place', 'person', 'equipment');

CREATE TYPE "side" AS ENUM ('host', 'audience');

CREATE TYPE "room_kind" AS ENUM ('meeting', 'test_call');

CREATE TYPE "meeting_role" AS ENUM ('host', 'co-host', 'participant', 'viewer');

CREATE TYPE "fault_grade" AS ENUM ('weak', 'poor');

CREATE TYPE "line_leg" AS ENUM ('up', 'down', 'both');

CREATE TYPE "chat_target" AS ENUM ('everyone', 'leaders', 'one');

CREATE TYPE "participant_event_kind" AS ENUM ('joined', 'left', 'renamed');

CREATE TABLE "institutions" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "letterhead" JSONB NOT NULL DEFAULT '{}',
    "week" JSONB,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "institutions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "staff" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "phone" TEXT NOT NULL DEFAULT '',
    "employee_number" TEXT NOT NULL DEFAULT '',
    "unit" TEXT NOT NULL DEFAULT '',
    "skills" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "language" TEXT NOT NULL DEFAULT 'id',
    "password_hash" TEXT NOT NULL,
    "must_change_password" BOOLEAN NOT NULL DEFAULT false,
    "totp_sealed" TEXT,
    "totp_confirmed_at" TIMESTAMPTZ(3),
    "totp_last_step" BIGINT,
    "recovery_hashes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "preferences" JSONB NOT NULL DEFAULT '{}',
    "deactivated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "positions" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "roles" "role"[],
    "superior_id" UUID,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "positions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "position_assignments" (
    "id" UUID NOT NULL,
    "position_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "capacity" "capacity" NOT NULL DEFAULT 'definitive',
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "position_assignments_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "password_resets" (
    "id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "token_hash" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "password_resets_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "staff_sessions" (
    "sid" VARCHAR NOT NULL,
    "sess" JSON NOT NULL,
    "expire" TIMESTAMP(6) NOT NULL,

    CONSTRAINT "staff_sessions_pkey" PRIMARY KEY ("sid")
);

CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "calendar_days" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "date" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hours" JSONB,

    CONSTRAINT "calendar_days_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "special_periods" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "from_date" DATE NOT NULL,
    "to_date" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "week" JSONB NOT NULL,

    CONSTRAINT "special_periods_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "places" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
    "opening_hours" JSONB,
    "features" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "places_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "equipment" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "equipment_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "equipment_units" (
    "id" UUID NOT NULL,
    "equipment_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "broken_at" TIMESTAMPTZ(3),
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "equipment_units_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sops" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "sops_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sop_versions" (
    "id" UUID NOT NULL,
    "sop_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "change_note" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by_id" UUID,

    CONSTRAINT "sop_versions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "rubrics" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "rubrics_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "rubric_versions" (
    "id" UUID NOT NULL,
    "rubric_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "change_note" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "published_by_id" UUID,

    CONSTRAINT "rubric_versions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "requests" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "sop_version_id" UUID NOT NULL,
    "number" TEXT,
    "channel" "channel" NOT NULL DEFAULT 'web',
    "title" TEXT NOT NULL DEFAULT '',
    "place_id" UUID,
    "venue" TEXT,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "participant_count" INTEGER,
    "values" JSONB NOT NULL DEFAULT '{}',
    "applicant" JSONB NOT NULL,
    "state" "request_state" NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "requester_id" UUID,
    "registered_by_id" UUID,
    "received_at" TIMESTAMPTZ(3),
    "submitted_at" TIMESTAMPTZ(3),
    "grace_ends_at" TIMESTAMPTZ(3),
    "reason" JSONB,
    "overrides" JSONB NOT NULL DEFAULT '[]',
    "simulated" BOOLEAN NOT NULL DEFAULT false,
    "test_left_out" JSONB,
    "site_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "requests_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "case_steps" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" TEXT NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "state" "case_step_state" NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "due_history" JSONB NOT NULL DEFAULT '[]',
    "finished_at" TIMESTAMPTZ(3),
    "decision" TEXT,
    "decided_by_id" UUID,
    "acting_as" TEXT,
    "instruction" TEXT,
    "nature" TEXT,
    "deadline_at" TIMESTAMPTZ(3),
    "note" TEXT,
    "agenda_number" TEXT,
    "values" JSONB NOT NULL DEFAULT '{}',
    "checklist" JSONB NOT NULL DEFAULT '{}',
    "reminded_percent" INTEGER NOT NULL DEFAULT 0,
    "addressee_ids" UUID[] DEFAULT ARRAY[]::UUID[],

    CONSTRAINT "case_steps_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "case_step_assignees" (
    "step_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,

    CONSTRAINT "case_step_assignees_pkey" PRIMARY KEY ("step_id","staff_id")
);

CREATE TABLE "case_pauses" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "case_pauses_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "stored_files" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "media_type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stored_files_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "case_documents" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "file_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "uploaded_by_id" UUID,
    "uploaded_by_name" TEXT NOT NULL,
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "case_documents_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "deviations" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "step_key" TEXT,
    "step_round" INTEGER,
    "responsible" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,
    "explanation" TEXT,
    "explained_by_id" UUID,
    "explained_by_name" TEXT,
    "explained_at" TIMESTAMPTZ(3),

    CONSTRAINT "deviations_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "holds" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID,
    "kind" "hold_kind" NOT NULL DEFAULT 'event',
    "resource_kind" "resource_kind" NOT NULL DEFAULT 'place',
    "resource_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "slot_offers" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "place_id" UUID,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "offered_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "slot_offers_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "sites" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "profile" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sites_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "site_addresses" (
    "id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "address" INET NOT NULL,
    "source" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "site_addresses_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "site_profiles" (
    "id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "site_id" UUID,
    "token_hash" CHAR(64),
    "token_sealed" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "values" JSONB NOT NULL DEFAULT '{}',
    "notes" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "submitted_at" TIMESTAMPTZ(3),
    "submitted_by_name" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "site_profiles_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "outbox_messages" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID,
    "event" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "staff_id" UUID,
    "address" TEXT NOT NULL DEFAULT '',
    "language" TEXT NOT NULL DEFAULT 'id',
    "data" JSONB NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "sent_at" TIMESTAMPTZ(3),
    "failed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_messages_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "mail_texts" (
    "institution_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,

    CONSTRAINT "mail_texts_pkey" PRIMARY KEY ("institution_id","event","language")
);

CREATE TABLE "calendar_feeds" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "token_hash" CHAR(64) NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_feeds_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "document_signatures" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "document" TEXT NOT NULL,
    "content_hash" CHAR(64) NOT NULL,
    "side" TEXT NOT NULL,
    "signer_name" TEXT NOT NULL,
    "staff_id" UUID,
    "mark" JSONB NOT NULL,
    "place_name" TEXT NOT NULL DEFAULT '',
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_signatures_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "document_proofs" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "document" TEXT NOT NULL,
    "content_hash" CHAR(64) NOT NULL,
    "code" VARCHAR(32) NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_proofs_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "meetings" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "code" VARCHAR(9) NOT NULL,
    "password_sealed" TEXT NOT NULL,
    "invite_sealed" TEXT NOT NULL,
    "host_sealed" TEXT NOT NULL,
    "settings" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "meetings_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "room_codes" (
    "code" VARCHAR(9) NOT NULL,

    CONSTRAINT "room_codes_pkey" PRIMARY KEY ("code")
);

CREATE TABLE "room_accesses" (
    "id" UUID NOT NULL,
    "token_hash" CHAR(64) NOT NULL,
    "room_kind" "room_kind" NOT NULL,
    "room_id" UUID NOT NULL,
    "side" "side",
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "is_host" BOOLEAN NOT NULL DEFAULT false,
    "staff_id" UUID,
    "admitted_at" TIMESTAMPTZ(3),
    "banned_at" TIMESTAMPTZ(3),

    CONSTRAINT "room_accesses_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "participants" (
    "id" UUID NOT NULL,
    "access_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "side" "side",
    "role" "meeting_role" NOT NULL DEFAULT 'participant',
    "hand_raised_at" TIMESTAMPTZ(3),

    CONSTRAINT "participants_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "meeting_ratings" (
    "access_id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "score" SMALLINT NOT NULL,
    "reasons" TEXT[],
    "comment" TEXT NOT NULL,
    "rated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "meeting_ratings_pkey" PRIMARY KEY ("access_id")
);

CREATE TABLE "line_spells" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "participant_id" UUID NOT NULL,
    "grade" "fault_grade" NOT NULL,
    "leg" "line_leg" NOT NULL,
    "loss_up" REAL,
    "loss_down" REAL,
    "round_trip_ms" INTEGER,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "line_spells_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "chat_messages" (
    "id" UUID NOT NULL,
    "meeting_id" UUID NOT NULL,
    "participant_id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "target" "chat_target" NOT NULL,
    "target_id" UUID,
    "target_name" TEXT,
    "text" TEXT NOT NULL,
    "file_id" UUID,
    "said_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "chat_messages_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "participant_events" (
    "id" BIGSERIAL NOT NULL,
    "participant_id" UUID NOT NULL,
    "kind" "participant_event_kind" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "display_name" TEXT,

    CONSTRAINT "participant_events_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "test_calls" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "code" VARCHAR(9) NOT NULL,
    "host_token_sealed" TEXT NOT NULL,
    "audience_token_sealed" TEXT NOT NULL,
    "opened_by_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "kind" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "line_class" TEXT NOT NULL,
    "cascaded" BOOLEAN NOT NULL DEFAULT false,
    "bridge_observed" BOOLEAN,
    "reason" TEXT NOT NULL DEFAULT '',
    "host_seed_sealed" TEXT NOT NULL,
    "audience_seed_sealed" TEXT NOT NULL,
    "answers" JSONB NOT NULL DEFAULT '{}',
    "observed_addresses" JSONB NOT NULL DEFAULT '{}',
    "drills" JSONB NOT NULL DEFAULT '{}',
    "setups" JSONB NOT NULL DEFAULT '{}',
    "decision" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "diagnosis" TEXT[],
    "conditions" TEXT NOT NULL DEFAULT '',
    "evidence" JSONB,
    "judgement" JSONB,
    "simulated_reasons" TEXT[],
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "test_calls_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "actual_calls" (
    "meeting_id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "host_drops" INTEGER NOT NULL DEFAULT 0,
    "audience_drops" INTEGER NOT NULL DEFAULT 0,
    "last_sample_at" TIMESTAMPTZ(3),
    "summarised_at" TIMESTAMPTZ(3),
    "summary" JSONB,

    CONSTRAINT "actual_calls_pkey" PRIMARY KEY ("meeting_id")
);

CREATE TABLE "actual_call_samples" (
    "id" BIGSERIAL NOT NULL,
    "meeting_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from" "side" NOT NULL,
    "numbers" JSONB NOT NULL,

    CONSTRAINT "actual_call_samples_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "test_call_samples" (
    "id" BIGSERIAL NOT NULL,
    "test_call_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from" "side" NOT NULL,
    "numbers" JSONB NOT NULL,

    CONSTRAINT "test_call_samples_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "certificates" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "test_call_id" UUID NOT NULL,
    "site_id" UUID,
    "code" VARCHAR(26) NOT NULL,
    "simulated" BOOLEAN NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,
    "content" JSONB NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "certificate_states" (
    "id" BIGSERIAL NOT NULL,
    "certificate_id" UUID NOT NULL,
    "transition" TEXT NOT NULL,
    "cause" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',
    "actor_id" UUID,
    "actor_title" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "certificate_states_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "test_call_plans" (
    "test_call_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "phase" TEXT NOT NULL,
    "loop_source" "side",
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "started_by_id" UUID NOT NULL,

    CONSTRAINT "test_call_plans_pkey" PRIMARY KEY ("test_call_id","number")
);

CREATE TABLE "test_call_clocks" (
    "id" BIGSERIAL NOT NULL,
    "test_call_id" UUID NOT NULL,
    "side" "side" NOT NULL,
    "asked_at_ms" DOUBLE PRECISION NOT NULL,
    "answered_at_ms" DOUBLE PRECISION NOT NULL,
    "page_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "test_call_clocks_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "test_call_messages" (
    "id" UUID NOT NULL,
    "test_call_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "side" "side",
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "test_call_messages_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "test_call_self_checks" (
    "id" UUID NOT NULL,
    "test_call_id" UUID NOT NULL,
    "side" "side" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "test_call_self_checks_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_entries" (
    "institution_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "entity_id" UUID NOT NULL,
    "data" JSONB NOT NULL,
    "previous_hash" CHAR(64) NOT NULL,
    "hash" CHAR(64) NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("institution_id","seq")
);

CREATE UNIQUE INDEX "staff_email_key" ON "staff"("email");

CREATE INDEX "staff_institution_id_idx" ON "staff"("institution_id");

CREATE UNIQUE INDEX "positions_institution_id_key_key" ON "positions"("institution_id", "key");

CREATE INDEX "position_assignments_staff_id_idx" ON "position_assignments"("staff_id");

CREATE INDEX "position_assignments_position_id_idx" ON "position_assignments"("position_id");

CREATE UNIQUE INDEX "password_resets_token_hash_key" ON "password_resets"("token_hash");

CREATE INDEX "password_resets_staff_id_idx" ON "password_resets"("staff_id");

CREATE INDEX "staff_sessions_expire_idx" ON "staff_sessions"("expire");

CREATE UNIQUE INDEX "calendar_days_institution_id_date_key" ON "calendar_days"("institution_id", "date");

CREATE INDEX "special_periods_institution_id_idx" ON "special_periods"("institution_id");

CREATE UNIQUE INDEX "places_institution_id_name_key" ON "places"("institution_id", "name");

CREATE UNIQUE INDEX "equipment_institution_id_name_key" ON "equipment"("institution_id", "name");

CREATE UNIQUE INDEX "equipment_units_equipment_id_label_key" ON "equipment_units"("equipment_id", "label");

CREATE UNIQUE INDEX "sops_institution_id_code_key" ON "sops"("institution_id", "code");

CREATE UNIQUE INDEX "sop_versions_sop_id_version_key" ON "sop_versions"("sop_id", "version");

CREATE UNIQUE INDEX "rubrics_institution_id_key_key" ON "rubrics"("institution_id", "key");

CREATE UNIQUE INDEX "rubric_versions_rubric_id_version_key" ON "rubric_versions"("rubric_id", "version");

CREATE INDEX "requests_institution_id_state_starts_at_idx" ON "requests"("institution_id", "state", "starts_at");

CREATE INDEX "requests_institution_id_starts_at_ends_at_state_place_id_idx" ON "requests"("institution_id", "starts_at", "ends_at", "state", "place_id");

CREATE INDEX "requests_institution_id_state_received_at_idx" ON "requests"("institution_id", "state", "received_at");

CREATE INDEX "requests_requester_id_updated_at_idx" ON "requests"("requester_id", "updated_at");

CREATE UNIQUE INDEX "requests_institution_id_number_key" ON "requests"("institution_id", "number");

CREATE INDEX "case_steps_institution_id_state_position_idx" ON "case_steps"("institution_id", "state", "position");

CREATE INDEX "case_steps_state_due_at_idx" ON "case_steps"("state", "due_at");

CREATE UNIQUE INDEX "case_steps_request_id_key_round_key" ON "case_steps"("request_id", "key", "round");

CREATE INDEX "case_step_assignees_staff_id_idx" ON "case_step_assignees"("staff_id");

CREATE INDEX "case_pauses_request_id_idx" ON "case_pauses"("request_id");

CREATE INDEX "stored_files_sha256_idx" ON "stored_files"("sha256");

CREATE INDEX "stored_files_institution_id_idx" ON "stored_files"("institution_id");

CREATE INDEX "case_documents_request_id_idx" ON "case_documents"("request_id");

CREATE INDEX "deviations_request_id_idx" ON "deviations"("request_id");

CREATE INDEX "deviations_institution_id_noticed_at_idx" ON "deviations"("institution_id", "noticed_at");

CREATE INDEX "holds_request_id_idx" ON "holds"("request_id");

CREATE INDEX "holds_institution_id_starts_at_idx" ON "holds"("institution_id", "starts_at");

CREATE INDEX "slot_offers_request_id_idx" ON "slot_offers"("request_id");

CREATE INDEX "sites_institution_id_name_idx" ON "sites"("institution_id", "name");

CREATE INDEX "site_addresses_site_id_idx" ON "site_addresses"("site_id");

CREATE UNIQUE INDEX "site_profiles_request_id_key" ON "site_profiles"("request_id");

CREATE UNIQUE INDEX "site_profiles_token_hash_key" ON "site_profiles"("token_hash");

CREATE UNIQUE INDEX "outbox_messages_dedupe_key_key" ON "outbox_messages"("dedupe_key");

CREATE INDEX "outbox_messages_sent_at_due_at_idx" ON "outbox_messages"("sent_at", "due_at");

CREATE INDEX "outbox_messages_staff_id_channel_created_at_idx" ON "outbox_messages"("staff_id", "channel", "created_at");

CREATE INDEX "outbox_messages_institution_id_created_at_idx" ON "outbox_messages"("institution_id", "created_at");

CREATE UNIQUE INDEX "calendar_feeds_token_hash_key" ON "calendar_feeds"("token_hash");

CREATE INDEX "calendar_feeds_institution_id_idx" ON "calendar_feeds"("institution_id");

CREATE INDEX "document_signatures_request_id_document_idx" ON "document_signatures"("request_id", "document");

CREATE UNIQUE INDEX "document_proofs_code_key" ON "document_proofs"("code");

CREATE INDEX "document_proofs_request_id_idx" ON "document_proofs"("request_id");

CREATE UNIQUE INDEX "meetings_request_id_key" ON "meetings"("request_id");

CREATE UNIQUE INDEX "meetings_code_key" ON "meetings"("code");

CREATE UNIQUE INDEX "room_accesses_token_hash_key" ON "room_accesses"("token_hash");

CREATE INDEX "room_accesses_room_id_idx" ON "room_accesses"("room_id");

CREATE UNIQUE INDEX "participants_access_id_key" ON "participants"("access_id");

CREATE INDEX "participants_room_id_idx" ON "participants"("room_id");

CREATE INDEX "meeting_ratings_meeting_id_idx" ON "meeting_ratings"("meeting_id");

CREATE INDEX "line_spells_meeting_id_began_at_idx" ON "line_spells"("meeting_id", "began_at");

CREATE INDEX "chat_messages_meeting_id_said_at_idx" ON "chat_messages"("meeting_id", "said_at");

CREATE INDEX "participant_events_participant_id_idx" ON "participant_events"("participant_id");

CREATE UNIQUE INDEX "test_calls_code_key" ON "test_calls"("code");

CREATE UNIQUE INDEX "test_calls_request_id_kind_attempt_key" ON "test_calls"("request_id", "kind", "attempt");

CREATE INDEX "test_call_clocks_test_call_id_idx" ON "test_call_clocks"("test_call_id");

CREATE INDEX "test_call_messages_test_call_id_at_idx" ON "test_call_messages"("test_call_id", "at");

CREATE INDEX "test_call_self_checks_test_call_id_side_at_idx" ON "test_call_self_checks"("test_call_id", "side", "at");

CREATE UNIQUE INDEX "actual_calls_request_id_key" ON "actual_calls"("request_id");
CREATE INDEX "actual_calls_last_sample_at_idx" ON "actual_calls"("last_sample_at");
CREATE INDEX "actual_call_samples_meeting_id_at_idx" ON "actual_call_samples"("meeting_id", "at");
CREATE INDEX "test_call_samples_test_call_id_at_idx" ON "test_call_samples"("test_call_id", "at");

CREATE UNIQUE INDEX "certificates_test_call_id_key" ON "certificates"("test_call_id");

CREATE UNIQUE INDEX "certificates_code_key" ON "certificates"("code");

CREATE INDEX "certificates_institution_id_issued_at_idx" ON "certificates"("institution_id", "issued_at");

CREATE INDEX "certificates_request_id_idx" ON "certificates"("request_id");

CREATE INDEX "certificates_site_id_idx" ON "certificates"("site_id");

CREATE INDEX "certificate_states_certificate_id_idx" ON "certificate_states"("certificate_id");

CREATE INDEX "audit_entries_entity_id_idx" ON "audit_entries"("entity_id");

ALTER TABLE "staff" ADD CONSTRAINT "staff_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "positions" ADD CONSTRAINT "positions_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "positions" ADD CONSTRAINT "positions_superior_id_fkey" FOREIGN KEY ("superior_id") REFERENCES "positions"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "position_assignments" ADD CONSTRAINT "position_assignments_position_id_fkey" FOREIGN KEY ("position_id") REFERENCES "positions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "position_assignments" ADD CONSTRAINT "position_assignments_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "calendar_days" ADD CONSTRAINT "calendar_days_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "special_periods" ADD CONSTRAINT "special_periods_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "places" ADD CONSTRAINT "places_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "equipment" ADD CONSTRAINT "equipment_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "equipment_units" ADD CONSTRAINT "equipment_units_equipment_id_fkey" FOREIGN KEY ("equipment_id") REFERENCES "equipment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sops" ADD CONSTRAINT "sops_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sop_versions" ADD CONSTRAINT "sop_versions_sop_id_fkey" FOREIGN KEY ("sop_id") REFERENCES "sops"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "rubrics" ADD CONSTRAINT "rubrics_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "rubric_versions" ADD CONSTRAINT "rubric_versions_rubric_id_fkey" FOREIGN KEY ("rubric_id") REFERENCES "rubrics"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_sop_version_id_fkey" FOREIGN KEY ("sop_version_id") REFERENCES "sop_versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "places"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_registered_by_id_fkey" FOREIGN KEY ("registered_by_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "case_steps" ADD CONSTRAINT "case_steps_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "case_steps" ADD CONSTRAINT "case_steps_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "case_step_assignees" ADD CONSTRAINT "case_step_assignees_step_id_fkey" FOREIGN KEY ("step_id") REFERENCES "case_steps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "case_step_assignees" ADD CONSTRAINT "case_step_assignees_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "case_pauses" ADD CONSTRAINT "case_pauses_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "stored_files" ADD CONSTRAINT "stored_files_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "case_documents" ADD CONSTRAINT "case_documents_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "case_documents" ADD CONSTRAINT "case_documents_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_files"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "deviations" ADD CONSTRAINT "deviations_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "holds" ADD CONSTRAINT "holds_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "holds" ADD CONSTRAINT "holds_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "slot_offers" ADD CONSTRAINT "slot_offers_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "sites" ADD CONSTRAINT "sites_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "site_addresses" ADD CONSTRAINT "site_addresses_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "site_profiles" ADD CONSTRAINT "site_profiles_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "site_profiles" ADD CONSTRAINT "site_profiles_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "outbox_messages" ADD CONSTRAINT "outbox_messages_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "meetings" ADD CONSTRAINT "meetings_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "meetings" ADD CONSTRAINT "meetings_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "room_accesses" ADD CONSTRAINT "room_accesses_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "meeting_ratings" ADD CONSTRAINT "meeting_ratings_access_id_fkey" FOREIGN KEY ("access_id") REFERENCES "room_accesses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "meeting_ratings" ADD CONSTRAINT "meeting_ratings_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meetings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "line_spells" ADD CONSTRAINT "line_spells_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meetings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "line_spells" ADD CONSTRAINT "line_spells_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meetings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "stored_files"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "chat_messages" ADD CONSTRAINT "chat_messages_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "participants" ADD CONSTRAINT "participants_access_id_fkey" FOREIGN KEY ("access_id") REFERENCES "room_accesses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "participant_events" ADD CONSTRAINT "participant_events_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "actual_calls" ADD CONSTRAINT "actual_calls_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meetings"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "actual_calls" ADD CONSTRAINT "actual_calls_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "actual_calls" ADD CONSTRAINT "actual_calls_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "actual_call_samples" ADD CONSTRAINT "actual_call_samples_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "actual_calls"("meeting_id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "test_call_samples" ADD CONSTRAINT "test_call_samples_test_call_id_fkey" FOREIGN KEY ("test_call_id") REFERENCES "test_calls"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "certificates" ADD CONSTRAINT "certificates_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "certificates" ADD CONSTRAINT "certificates_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "certificates" ADD CONSTRAINT "certificates_test_call_id_fkey" FOREIGN KEY ("test_call_id") REFERENCES "test_calls"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "certificates" ADD CONSTRAINT "certificates_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "certificate_states" ADD CONSTRAINT "certificate_states_certificate_id_fkey" FOREIGN KEY ("certificate_id") REFERENCES "certificates"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_call_plans" ADD CONSTRAINT "test_call_plans_test_call_id_fkey" FOREIGN KEY ("test_call_id") REFERENCES "test_calls"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_call_plans" ADD CONSTRAINT "test_call_plans_started_by_id_fkey" FOREIGN KEY ("started_by_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_call_clocks" ADD CONSTRAINT "test_call_clocks_test_call_id_fkey" FOREIGN KEY ("test_call_id") REFERENCES "test_calls"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_call_messages" ADD CONSTRAINT "test_call_messages_test_call_id_fkey" FOREIGN KEY ("test_call_id") REFERENCES "test_calls"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_call_self_checks" ADD CONSTRAINT "test_call_self_checks_test_call_id_fkey" FOREIGN KEY ("test_call_id") REFERENCES "test_calls"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- An empty or reversed range would never conflict with anything.
ALTER TABLE "holds" ADD CONSTRAINT "holds_end_after_start" CHECK ("ends_at" > "starts_at");
ALTER TABLE "requests" ADD CONSTRAINT "requests_end_after_start" CHECK ("ends_at" > "starts_at");
-- A draft may be half-written; whatever is in the queue has its number, its time and its place in line.
ALTER TABLE "requests" ADD CONSTRAINT "requests_filed_are_whole" CHECK (
  "state" = 'draft' OR "state" = 'cancelled'
  OR ("number" IS NOT NULL AND "starts_at" IS NOT NULL AND "ends_at" IS NOT NULL AND "received_at" IS NOT NULL));
ALTER TABLE "requests" ADD CONSTRAINT "requests_refusal_has_reason" CHECK ("state" NOT IN ('rejected', 'returned', 'cancelled') OR "reason" IS NOT NULL);
ALTER TABLE "holds" ADD CONSTRAINT "holds_belong_to_a_request" CHECK ("kind" = 'blackout' OR "request_id" IS NOT NULL);
ALTER TABLE "special_periods" ADD CONSTRAINT "special_periods_end_after_start" CHECK ("to_date" >= "from_date");
ALTER TABLE "position_assignments" ADD CONSTRAINT "position_assignments_end_after_start" CHECK ("ends_at" IS NULL OR "ends_at" > "starts_at");
ALTER TABLE "room_codes" ADD CONSTRAINT "room_codes_nine_digits" CHECK ("code" ~ '^[0-9]{9}$');
ALTER TABLE "places" ADD CONSTRAINT "places_capacity_positive" CHECK ("capacity" > 0);

-- No double booking, whatever path made the holds; back-to-back is allowed because the range excludes its end.
ALTER TABLE "holds" ADD CONSTRAINT "holds_do_not_overlap"
  EXCLUDE USING gist ("resource_id" WITH =, tstzrange("starts_at", "ends_at", '[)') WITH &&) WHERE ("released_at" IS NULL);

-- Append-only tables refuse changes by anybody.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "participant_events_append_only" BEFORE UPDATE OR DELETE ON "participant_events"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
-- Of samples only the retention period may let go, in a transaction that says so.
CREATE FUNCTION "refuse_change_but_retention"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('sambung.retention', true) = 'on' THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER "test_call_samples_append_only" BEFORE UPDATE OR DELETE ON "test_call_samples"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_but_retention"();
CREATE TRIGGER "actual_call_samples_append_only" BEFORE UPDATE OR DELETE ON "actual_call_samples"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change_but_retention"();
CREATE TRIGGER "certificates_append_only" BEFORE UPDATE OR DELETE ON "certificates"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "certificate_states_append_only" BEFORE UPDATE OR DELETE ON "certificate_states"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "test_call_clocks_append_only" BEFORE UPDATE OR DELETE ON "test_call_clocks"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "test_call_plans_append_only" BEFORE UPDATE OR DELETE ON "test_call_plans"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- A published version of a procedure or a rubric never changes: running cases and judgements keep it.
CREATE TRIGGER "sop_versions_append_only" BEFORE UPDATE OR DELETE ON "sop_versions"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "rubric_versions_append_only" BEFORE UPDATE OR DELETE ON "rubric_versions"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "document_signatures_append_only" BEFORE UPDATE OR DELETE ON "document_signatures"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();

-- Steps that were finished late and not yet answered for: the reminders' tick looks here. It stays almost empty.
CREATE INDEX "case_steps_finished_late_idx" ON "case_steps" ("finished_at") WHERE "finished_at" > "due_at" AND "reminded_percent" < 100;

-- What a resource is held for, one after the other: the schedule's questions are answered from this index alone.
CREATE INDEX "holds_live_idx" ON "holds" ("resource_id", "starts_at") INCLUDE ("ends_at", "request_id") WHERE "released_at" IS NULL;

-- The inbox reads what is due first, of those that are for everybody with the position and of those that are for one by name. Only open steps are in them.
CREATE INDEX "case_steps_inbox_idx" ON "case_steps" ("institution_id", "position", "due_at", "started_at") WHERE "state" = 'active' AND "addressee_ids" = '{}';
CREATE INDEX "case_steps_addressees_idx" ON "case_steps" USING gin ("addressee_ids") WITH (fastupdate = off)
  WHERE "state" = 'active' AND "addressee_ids" <> '{}';
