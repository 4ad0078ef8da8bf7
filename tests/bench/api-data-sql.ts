/** The statements that fill the bench's database. Hours are those of each institution's own zone; whatever looks random is computed from the running number. */

/** $1 institution, $2 how many in all. */
export const rooms = `
  INSERT INTO places (id, institution_id, name, location, capacity, time_zone, features)
  SELECT uuidv7(), i.id, 'Ruang ' || lpad(n::text, 3, '0'), 'Gedung ' || chr(65 + n % 9) || ', lantai ' || 1 + n % 4, 10 + 10 * (n % 12), i.time_zone,
    CASE n % 3 WHEN 0 THEN ARRAY['Internet kabel', 'Kamera', 'TV Wall'] WHEN 1 THEN ARRAY['Internet kabel', 'Kamera'] ELSE ARRAY['Internet kabel'] END
  FROM institutions i, generate_series((SELECT count(*) FROM places WHERE institution_id = $1)::int + 1, $2::int) AS n
  WHERE i.id = $1`;

export const units = `
  WITH made AS (
    INSERT INTO equipment (id, institution_id, name) VALUES (uuidv7(), $1, 'Perangkat konferensi bergerak') RETURNING id
  )
  INSERT INTO equipment_units (id, equipment_id, label)
  SELECT uuidv7(), made.id, lpad(n::text, 3, '0') FROM made, generate_series(1, $2::int) AS n`;

/** $3 address with % for the number, $4 name, $5 key of the position, $6 now. Their password is that of the seeded people. */
export const people = `
  WITH made AS (
    INSERT INTO staff (id, institution_id, name, email, unit, password_hash, created_at)
    SELECT uuidv7(), $1, $4::text || ' ' || n, replace($3::text, '%', lpad(n::text, 3, '0')), 'Unit ' || 1 + n % 12,
      (SELECT password_hash FROM staff WHERE institution_id = $1 LIMIT 1), $6::timestamptz - interval '2 years'
    FROM generate_series(1, $2::int) AS n RETURNING id
  )
  INSERT INTO position_assignments (id, position_id, staff_id, starts_at)
  SELECT uuidv7(), p.id, made.id, $6::timestamptz - interval '2 years'
  FROM made, positions p WHERE p.institution_id = $1 AND p.key = $5`;

/** Working days by running number; 0 is this week's Monday ($1 now). */
export const workingDays = `
  CREATE TEMP TABLE bench_days AS
  SELECT n, (date_trunc('week', $1::timestamptz)::date + floor(n / 5.0)::int * 7 + (n % 5 + 5) % 5) AS day
  FROM generate_series(-2000, 2000) AS n`;

/** $1 the versions with their steps (`stepsOf`). */
export const procedureSteps = `
  CREATE TEMP TABLE bench_versions AS
  SELECT v.*, jsonb_array_length(v.steps) AS n
  FROM jsonb_to_recordset($1::jsonb) AS v
    ("institutionId" uuid, "versionId" uuid, service int, services int, conduct int, first int, technical int, steps jsonb)`;

/**
 * $1 how many, $2 now, $3 the part that takes equipment. Every room has two conferences on each of its working days, of which every sixth stays free; a fifth
 * of the days lies ahead. The state follows from how far away the event is.
 */
export const cases = `
  CREATE TEMP TABLE bench_cases AS
  WITH rooms AS (
    SELECT p.id AS place_id, p.institution_id, p.time_zone, p.name, p.capacity,
      row_number() OVER (ORDER BY p.institution_id, p.name) - 1 AS room,
      row_number() OVER (PARTITION BY p.institution_id ORDER BY p.name) AS nth
    FROM places p
  ), equipped AS (
    SELECT rooms.*, t.id AS staff_id, u.id AS unit_id FROM rooms
    JOIN LATERAL (SELECT id FROM staff WHERE institution_id = rooms.institution_id AND email LIKE 'teknisi-%' ORDER BY email OFFSET rooms.nth - 1 LIMIT 1) t ON true
    JOIN LATERAL (SELECT u.id FROM equipment_units u JOIN equipment e ON e.id = u.equipment_id
      WHERE e.institution_id = rooms.institution_id AND e.name = 'Perangkat konferensi bergerak' ORDER BY u.label OFFSET rooms.nth - 1 LIMIT 1) u ON true
  ), numbered AS (
    SELECT q, q / (SELECT count(*) FROM rooms)::int AS slot, (q % (SELECT count(*) FROM rooms))::int AS room,
      ceil($1::float / (SELECT count(*) FROM rooms) / 2)::int AS days_of_room
    FROM generate_series(0, $1::int - 1) AS q
  ), placed AS (
    SELECT numbered.q, (hashint4(numbered.q) & 2147483647) % 100 AS h, (hashint4(-1 - numbered.q) & 2147483647) % 100 AS h2, equipped.*,
      numbered.slot % 2 AS half, (slot / 2) * 6 / 5 - floor(days_of_room * 6 / 5.0 * 0.8)::int AS working_day
    FROM numbered JOIN equipped ON equipped.room = numbered.room
  ), timed AS (
    SELECT placed.*,
      (today.day + time '09:00' + half * interval '5 hours' + nth % 3 * interval '15 minutes') AT TIME ZONE time_zone AS starts_at,
      (before.day + time '11:00' + half * interval '1 hour' + nth % 3 * interval '15 minutes') AT TIME ZONE time_zone AS test_at
    FROM placed
    JOIN bench_days today ON today.n = working_day
    JOIN bench_days before ON before.n = working_day - 1
  ), received AS (
    SELECT timed.*, starts_at + interval '90 minutes' AS ends_at, extract(epoch FROM starts_at - $2::timestamptz) / 86400 AS days_ahead,
      least(starts_at - (6 + h2 % 30) * interval '1 day', $2::timestamptz - interval '5 minutes' - h * interval '3 hours') AS received_at
    FROM timed
  ), staged AS (
    SELECT received.*, v."versionId" AS version_id, v.steps, v.n, v.conduct, v.technical,
      CASE
        WHEN days_ahead < -7 THEN v.n
        WHEN ends_at < $2 THEN CASE WHEN h < 60 THEN v.n ELSE v.conduct + 1 END
        WHEN days_ahead < 3 THEN v.conduct
        WHEN days_ahead < 14 THEN v.first + h2 % (v.conduct - v.first + 1)
        WHEN days_ahead < 35 THEN v.first + h2 % greatest(v.conduct - v.first, 1)
        ELSE v.first + h2 % least(2, v.n - v.first) END AS active
    FROM received JOIN bench_versions v ON v."institutionId" = received.institution_id AND v.service = received.q / 7 % v.services
  )
  SELECT staged.*, $2::timestamptz AS now, uuidv7(received_at - now()) AS id, row_number() OVER (ORDER BY hashint4(q), q) <= round($1::int * $3::float) AS equipped,
    CASE
      WHEN h < 3 AND days_ahead > 3 AND days_ahead < 35 THEN 'returned'
      WHEN h BETWEEN 3 AND 6 AND days_ahead < 35 THEN 'cancelled'
      WHEN h BETWEEN 7 AND 8 AND days_ahead < 35 THEN 'rejected'
      WHEN h = 9 AND days_ahead < -1 THEN 'no_show'
      WHEN active = n THEN 'archived'
      WHEN active = conduct AND starts_at <= $2 THEN 'ongoing'
      WHEN active = conduct THEN CASE WHEN h2 < 75 THEN 'ready' ELSE 'assigned' END
      ELSE CASE steps -> active ->> 'kind'
        WHEN 'intake' THEN 'submitted' WHEN 'disposition' THEN 'disposition' WHEN 'assignment' THEN 'disposition' WHEN 'survey' THEN 'survey'
        WHEN 'test' THEN 'test' WHEN 'report' THEN 'finished' WHEN 'archive' THEN 'reported' ELSE 'assigned' END
    END AS state
  FROM staged ORDER BY received_at`;

export const exclusion = `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'holds_do_not_overlap'`;

const requests = `
  WITH requesters AS (
    SELECT institution_id, array_agg(id ORDER BY email) AS ids FROM staff WHERE email LIKE 'pemohon-%' GROUP BY institution_id
  )
  INSERT INTO requests (id, institution_id, sop_version_id, number, title, place_id, starts_at, ends_at, participant_count, "values", applicant, state, version,
    requester_id, received_at, submitted_at, reason, created_at, updated_at)
  SELECT c.id, c.institution_id, c.version_id,
    to_char(received_at, 'YYYY-') || lpad((row_number() OVER (PARTITION BY c.institution_id, to_char(received_at, 'YYYY') ORDER BY received_at, q))::text, 6, '0'),
    (ARRAY['Rapat koordinasi', 'Kuliah tamu', 'Sosialisasi', 'Bimbingan teknis', 'Sidang terbuka', 'Wawancara'])[1 + q % 6] || ' ' || q,
    c.place_id, starts_at, ends_at, greatest(2, capacity - 2 - h % 9),
    jsonb_build_object('title', 'Kegiatan ' || q, 'applicant', 'Pemohon ' || q, 'purpose', repeat('Konferensi video antara dua pihak. ', 12),
      'contact', jsonb_build_object('name', 'Narahubung ' || q, 'phone', '0812 0000 0000', 'email', 'narahubung@contoh.example'),
      'audience', repeat('Ruang rapat pihak peserta dengan layar dan pengeras suara. ', 6)),
    jsonb_build_object('name', 'Pemohon ' || h, 'unit', 'Unit ' || 1 + h % 12, 'email', 'pemohon@contoh.example', 'phone', '0812 0000 0000'),
    c.state::request_state, 1 + active, requesters.ids[1 + q % array_length(requesters.ids, 1)], received_at, received_at,
    CASE WHEN c.state IN ('returned', 'cancelled', 'rejected') THEN jsonb_build_object('text', 'Lihat catatan', 'byName', 'Ketua', 'at', received_at) END,
    received_at, CASE WHEN active = n THEN ends_at + interval '1 day' ELSE least(received_at + active * interval '4 hours', now) END
  FROM bench_cases c JOIN requesters ON requesters.institution_id = c.institution_id
  ORDER BY received_at`;

const holds = `
  INSERT INTO holds (id, institution_id, request_id, kind, resource_kind, resource_id, starts_at, ends_at, released_at, created_at)
  SELECT uuidv7(received_at - now()), c.institution_id, c.id, span.kind::hold_kind, resource.kind::resource_kind, resource.id, span.starts_at, span.ends_at,
    CASE WHEN c.state IN ('cancelled', 'rejected') THEN least(received_at + interval '2 days', now) END, received_at
  FROM bench_cases c
  CROSS JOIN LATERAL (VALUES ('place', place_id), ('person', staff_id), ('equipment', CASE WHEN equipped THEN unit_id END)) AS resource (kind, id)
  CROSS JOIN LATERAL (VALUES
    ('setup', c.starts_at - interval '1 hour', c.starts_at - interval '30 minutes'),
    ('test', test_at, test_at + interval '1 hour'),
    ('pre_test', c.starts_at - interval '30 minutes', c.starts_at),
    ('event', c.starts_at, c.ends_at)) AS span (kind, starts_at, ends_at)
  WHERE resource.id IS NOT NULL
  ORDER BY received_at`;

/** What is done was done in time or not, nobody has to be told of it any more; when open steps are due is counted afterwards by the product itself. */
const steps = `
  INSERT INTO case_steps (id, institution_id, request_id, key, position, state, started_at, due_at, finished_at, decision, decided_by_id, reminded_percent, addressee_ids)
  SELECT uuidv7(received_at - now()), c.institution_id, c.id, steps -> j ->> 'key', steps -> j ->> 'position',
    (CASE WHEN j < active THEN 'done' WHEN c.state IN ('cancelled', 'rejected', 'no_show') THEN 'void' ELSE 'active' END)::case_step_state, times.at,
    CASE WHEN j < active AND j > 0 THEN times.at + CASE WHEN (h + j) % 12 = 0 THEN interval '2 hours' ELSE interval '5 hours' END END,
    CASE WHEN j < active THEN times.at + CASE WHEN j = 0 THEN interval '0' ELSE interval '3 hours' END
      WHEN c.state IN ('cancelled', 'rejected', 'no_show') THEN times.at + interval '1 hour' END,
    CASE WHEN j < active AND j > 0 THEN 'complete' END, CASE WHEN j < active AND j >= technical THEN staff_id END, CASE WHEN j < active THEN 100 ELSE 99 END,
    CASE WHEN j = active AND j >= technical AND steps -> j ->> 'position' = steps -> technical ->> 'position' THEN ARRAY[staff_id] ELSE '{}' END
  FROM bench_cases c
  CROSS JOIN LATERAL generate_series(0, least(active, n - 1)) AS j
  CROSS JOIN LATERAL (SELECT least(CASE WHEN j > conduct THEN ends_at + (j - conduct - 1) * interval '4 hours' WHEN j = conduct THEN starts_at - interval '1 hour'
    ELSE received_at + j * interval '4 hours' END, now - interval '1 minute') AS at) AS times
  ORDER BY received_at`;

const assignees = `
  INSERT INTO case_step_assignees (step_id, staff_id)
  SELECT s.id, c.staff_id FROM bench_cases c JOIN case_steps s ON s.request_id = c.id AND s.key = c.steps -> c.technical ->> 'key'
  WHERE c.active >= c.technical`;

const pauses = `
  INSERT INTO case_pauses (id, request_id, starts_at)
  SELECT uuidv7(), id, greatest(received_at, now - interval '6 hours') FROM bench_cases WHERE state = 'returned'`;

/** In the order in which they refer to one another. */
export const rows = { requests, holds, steps, assignees, pauses };

/** As if everybody had been told in time: otherwise the server would spend its first minutes telling ten thousand clocks at once. */
export const settledClocks = `
  UPDATE case_steps SET due_history = '[]', reminded_percent = CASE WHEN due_at < now() + interval '15 minutes' THEN 100 ELSE 80 END WHERE state = 'active'`;
