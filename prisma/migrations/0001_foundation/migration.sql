-- The foundation: institutions, staff, requests, holds, meetings, test calls, audit.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TYPE "role" AS ENUM ('requester', 'approver', 'technician', 'admin');

CREATE TYPE "request_state" AS ENUM ('submitted', 'approved', 'refused');

CREATE TYPE "side" AS ENUM ('host', 'audience');

CREATE TYPE "room_kind" AS ENUM ('meeting', 'test_call');

CREATE TYPE "participant_event_kind" AS ENUM ('joined', 'left');

CREATE TYPE "certification" AS ENUM ('certified', 'not_certified');

CREATE TABLE "institutions" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "institutions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "staff" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "deactivated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "role_assignments" (
    "id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),

    CONSTRAINT "role_assignments_pkey" PRIMARY KEY ("id")
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

CREATE TABLE "places" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,

    CONSTRAINT "places_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "requests" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "place_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "participant_count" INTEGER NOT NULL,
    "host_contact" JSONB NOT NULL,
    "audience_contact" JSONB NOT NULL,
    "state" "request_state" NOT NULL DEFAULT 'submitted',
    "version" INTEGER NOT NULL DEFAULT 1,
    "requester_id" UUID NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision_reason" TEXT,

    CONSTRAINT "requests_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "holds" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "released_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "meetings" (
    "id" UUID NOT NULL,
    "institution_id" UUID NOT NULL,
    "request_id" UUID NOT NULL,
    "code" VARCHAR(9) NOT NULL,
    "password_sealed" TEXT NOT NULL,
    "invite_sealed" TEXT NOT NULL,
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

    CONSTRAINT "room_accesses_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "participants" (
    "id" UUID NOT NULL,
    "access_id" UUID NOT NULL,
    "room_id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "side" "side",

    CONSTRAINT "participants_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "participant_events" (
    "id" BIGSERIAL NOT NULL,
    "participant_id" UUID NOT NULL,
    "kind" "participant_event_kind" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

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
    "decision" "certification",
    "note" TEXT,
    "simulated_reasons" TEXT[],
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "test_calls_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "test_call_samples" (
    "id" BIGSERIAL NOT NULL,
    "test_call_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from" "side" NOT NULL,
    "numbers" JSONB NOT NULL,

    CONSTRAINT "test_call_samples_pkey" PRIMARY KEY ("id")
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

CREATE INDEX "role_assignments_staff_id_idx" ON "role_assignments"("staff_id");

CREATE INDEX "staff_sessions_expire_idx" ON "staff_sessions"("expire");

CREATE UNIQUE INDEX "places_institution_id_name_key" ON "places"("institution_id", "name");

CREATE INDEX "requests_institution_id_state_starts_at_idx" ON "requests"("institution_id", "state", "starts_at");

CREATE INDEX "requests_requester_id_idx" ON "requests"("requester_id");

CREATE UNIQUE INDEX "requests_institution_id_number_key" ON "requests"("institution_id", "number");

CREATE INDEX "holds_request_id_idx" ON "holds"("request_id");

CREATE INDEX "holds_resource_id_starts_at_idx" ON "holds"("resource_id", "starts_at");

CREATE UNIQUE INDEX "meetings_request_id_key" ON "meetings"("request_id");

CREATE UNIQUE INDEX "meetings_code_key" ON "meetings"("code");

CREATE UNIQUE INDEX "room_accesses_token_hash_key" ON "room_accesses"("token_hash");

CREATE INDEX "room_accesses_room_id_idx" ON "room_accesses"("room_id");

CREATE UNIQUE INDEX "participants_access_id_key" ON "participants"("access_id");

CREATE INDEX "participants_room_id_idx" ON "participants"("room_id");

CREATE INDEX "participant_events_participant_id_idx" ON "participant_events"("participant_id");

CREATE UNIQUE INDEX "test_calls_code_key" ON "test_calls"("code");

CREATE INDEX "test_calls_request_id_idx" ON "test_calls"("request_id");

CREATE INDEX "test_call_samples_test_call_id_at_idx" ON "test_call_samples"("test_call_id", "at");

CREATE INDEX "audit_entries_entity_id_idx" ON "audit_entries"("entity_id");

ALTER TABLE "staff" ADD CONSTRAINT "staff_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "places" ADD CONSTRAINT "places_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_place_id_fkey" FOREIGN KEY ("place_id") REFERENCES "places"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_requester_id_fkey" FOREIGN KEY ("requester_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "requests" ADD CONSTRAINT "requests_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "holds" ADD CONSTRAINT "holds_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "holds" ADD CONSTRAINT "holds_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "meetings" ADD CONSTRAINT "meetings_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "meetings" ADD CONSTRAINT "meetings_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "participants" ADD CONSTRAINT "participants_access_id_fkey" FOREIGN KEY ("access_id") REFERENCES "room_accesses"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "participant_events" ADD CONSTRAINT "participant_events_participant_id_fkey" FOREIGN KEY ("participant_id") REFERENCES "participants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_institution_id_fkey" FOREIGN KEY ("institution_id") REFERENCES "institutions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_opened_by_id_fkey" FOREIGN KEY ("opened_by_id") REFERENCES "staff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "test_calls" ADD CONSTRAINT "test_calls_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "staff"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "test_call_samples" ADD CONSTRAINT "test_call_samples_test_call_id_fkey" FOREIGN KEY ("test_call_id") REFERENCES "test_calls"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema language cannot say.

-- An empty or reversed range would never conflict with anything.
ALTER TABLE "holds" ADD CONSTRAINT "holds_end_after_start" CHECK ("ends_at" > "starts_at");
ALTER TABLE "requests" ADD CONSTRAINT "requests_end_after_start" CHECK ("ends_at" > "starts_at");
ALTER TABLE "requests" ADD CONSTRAINT "requests_refusal_has_reason" CHECK ("state" <> 'refused' OR "decision_reason" IS NOT NULL);
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
CREATE TRIGGER "test_call_samples_append_only" BEFORE UPDATE OR DELETE ON "test_call_samples"
  FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
