/** Problems (RFC 9457): the closed list of codes, their HTTP status and titles in both languages, and the schema both HTTP and socket acks carry. */
import { z } from 'zod';

export const languages = ['id', 'en'] as const;
/** A language of the interface; Indonesian is the default. */
export type Language = (typeof languages)[number];
export const languageSchema = z.enum(languages);

/** Every code a client can ever see. A new situation is a new line here, with its status and both titles. */
export const problemCodes = {
  'invalid-input': { status: 400, id: 'Isian belum benar', en: 'Some of the input is not valid' },
  'malformed-body': { status: 400, id: 'Permintaan tidak dapat dibaca', en: 'The request could not be read' },
  'payload-too-large': { status: 413, id: 'Data terlalu besar', en: 'The data is too large' },
  'file-type-refused': { status: 415, id: 'Jenis berkas tidak diterima', en: 'This kind of file is not accepted' },
  'not-signed-in': { status: 401, id: 'Anda belum masuk', en: 'You are not signed in' },
  'wrong-credentials': { status: 401, id: 'Email atau kata sandi salah', en: 'Wrong email or password' },
  'wrong-password': { status: 401, id: 'Kata sandi rapat salah', en: 'Wrong meeting password' },
  'link-not-valid': { status: 401, id: 'Tautan tidak berlaku', en: 'The link is not valid' },
  'ticket-not-valid': { status: 401, id: 'Tiket media tidak berlaku', en: 'The media ticket is not valid' },
  'wrong-code': { status: 401, id: 'Kode tidak cocok', en: 'The code does not match' },
  'password-change-required': {
    status: 403,
    id: 'Kata sandi pertama harus diganti dahulu',
    en: 'The first password has to be changed first',
  },
  'second-step-required': {
    status: 403,
    id: 'Verifikasi dua langkah harus dipasang dahulu',
    en: 'The second step has to be set up first',
  },
  forbidden: { status: 403, id: 'Anda tidak berwenang', en: 'You are not allowed to do this' },
  'csrf-token-missing': { status: 403, id: 'Sesi halaman kedaluwarsa', en: 'The page session has expired' },
  'origin-not-allowed': { status: 403, id: 'Asal permintaan ditolak', en: 'The request came from another site' },
  'not-found': { status: 404, id: 'Tidak ditemukan', en: 'Not found' },
  'method-not-allowed': { status: 405, id: 'Cara akses tidak tersedia', en: 'This method is not available' },
  'hold-conflict': {
    status: 409,
    id: 'Ruang sudah dipesan pada waktu itu',
    en: 'The place is already held at that time',
  },
  'people-taken': {
    status: 409,
    id: 'Petugas sudah dipegang pada waktu itu',
    en: 'The staff are already taken at that time',
  },
  'lead-time': {
    status: 422,
    id: 'Terlalu dekat dengan waktu pelaksanaan',
    en: 'Too close to the event',
  },
  'outside-working-hours': { status: 422, id: 'Di luar jam kerja', en: 'Outside working hours' },
  'requirements-missing': { status: 409, id: 'Tahap ini belum lengkap', en: 'Something is missing in this step' },
  'still-held': { status: 409, id: 'Masih dipesan permohonan lain', en: 'Requests still hold it' },
  'already-decided': { status: 409, id: 'Sudah diputuskan', en: 'It has already been decided' },
  'state-conflict': { status: 409, id: 'Keadaan sudah berubah', en: 'The state has changed' },
  'email-taken': { status: 409, id: 'Email itu sudah dipakai', en: 'That email is already in use' },
  'key-taken': { status: 409, id: 'Kode itu sudah dipakai', en: 'That code is already in use' },
  'legal-hold': { status: 409, id: 'Data sedang ditahan karena hukum', en: 'The data is under legal hold' },
  'setup-done': { status: 409, id: 'Pemasangan sudah selesai', en: 'Set-up has already been done' },
  'room-not-open': { status: 409, id: 'Rapat belum dibuka', en: 'The meeting is not open' },
  'waiting-at-the-door': { status: 409, id: 'Menunggu diizinkan masuk', en: 'Waiting to be let in' },
  'room-locked': { status: 409, id: 'Rapat sedang dikunci', en: 'The meeting is locked' },
  'not-joined': { status: 409, id: 'Anda belum bergabung', en: 'You have not joined' },
  'media-not-found': {
    status: 409,
    id: 'Sambungan media sudah tidak ada',
    en: 'That media connection no longer exists',
  },
  'too-many-requests': { status: 429, id: 'Terlalu banyak percobaan', en: 'Too many attempts' },
  /** Nobody did anything wrong: a page asks again by itself. */
  crowded: { status: 429, id: 'Banyak yang masuk bersamaan', en: 'Many people are coming in at once' },
  internal: { status: 500, id: 'Terjadi kesalahan pada sistem', en: 'Something went wrong on our side' },
  'media-unavailable': { status: 503, id: 'Layanan media belum siap', en: 'The media service is not ready' },
  'storage-full': { status: 507, id: 'Penyimpanan server penuh', en: 'The storage of the server is full' },
  'not-ready': { status: 503, id: 'Sistem belum siap', en: 'The system is not ready' },
} as const satisfies Record<string, { status: number; id: string; en: string }>;

export type ProblemCode = keyof typeof problemCodes;
const codes = Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]];

/** A free slot offered when the wanted one is taken; instants are ISO 8601 in UTC. */
export const alternativeSchema = z.object({
  /** Null for a venue of the applicant's: then only the time differs. */
  placeId: z.uuid().nullable(),
  /** The audience's place, where the request names one of the institution's. */
  audiencePlaceId: z.uuid().optional(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
});
export type Alternative = z.infer<typeof alternativeSchema>;

/**
 * The problem object: `type` is `/problems/<code>`, `title` and `detail` are in the reader's language, `pointer`s are JSON Pointers (RFC 6901)
 * into what was sent, `requestId` finds the server's log line.
 */
export const problemSchema = z.object({
  type: z.string(),
  code: z.enum(codes),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  alternatives: z.array(alternativeSchema).optional(),
  /** After this the same may be tried again; over HTTP it is `Retry-After` too. */
  retryAfterSeconds: z.int().min(1).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** What a socket request is acknowledged with. */
export type Ack<T> = { ok: true; data: T } | { ok: false; problem: Problem };
