/** What is stored about somebody without an account, known by mail address, and its erasure. */
import type { PersonalData } from '@sambung/contract/privacy';
import type { Database, Transaction } from '../db.ts';
import { type Json, mentions, redact, type Traces } from './redaction.ts';

interface CaseRow {
  id: string;
  number: string | null;
  title: string;
  applicant: Json;
  values: Json;
  state: string;
}

/** Requests in which the address is written; the database looks for its text, the rules make sure. */
async function findCases(db: Database | Transaction, institutionId: string, email: string): Promise<CaseRow[]> {
  const pattern = `%${likeText(email)}%`;
  const rows = await db.$queryRaw<CaseRow[]>`
    SELECT id, number, title, applicant, values, state::text FROM requests
    WHERE institution_id = ${institutionId}::uuid
      AND (applicant::text ILIKE ${pattern} OR values::text ILIKE ${pattern}) ORDER BY id`;
  return rows.filter(({ applicant, values }) => mentions([applicant, values], email));
}

async function findProfiles(db: Database | Transaction, institutionId: string, email: string) {
  const pattern = `%${likeText(email)}%`;
  const profiles = await db.$queryRaw<{ id: string; values: Json; submitted_by_name: string }[]>`
    SELECT p.id, p.values, p.submitted_by_name FROM site_profiles p JOIN requests r ON r.id = p.request_id
    WHERE r.institution_id = ${institutionId}::uuid AND p.values::text ILIKE ${pattern}`;
  const sites = await db.$queryRaw<{ id: string; name: string; profile: Json }[]>`
    SELECT id, name, profile FROM sites WHERE institution_id = ${institutionId}::uuid AND profile::text ILIKE ${pattern}`;
  return {
    profiles: profiles.filter(({ values }) => mentions(values, email)),
    sites: sites.filter(({ profile }) => mentions(profile, email)),
  };
}

const likeText = (text: string) => text.replace(/[\\%_]/g, '\\$&');

export async function exportContact(
  db: Database,
  institutionId: string,
  email: string,
): Promise<PersonalData['records']> {
  const requests = await findCases(db, institutionId, email);
  const { profiles, sites } = await findProfiles(db, institutionId, email);
  const messages = await db.outboxMessage.findMany({
    where: { institutionId, address: { equals: email, mode: 'insensitive' } },
    select: { event: true, createdAt: true, sentAt: true },
  });
  const rows = { requests, siteProfiles: profiles, sites, messages };
  return JSON.parse(JSON.stringify(rows)) as PersonalData['records'];
}

/** The requests in which the address is written, for the check whether one is still open. */
export async function findCaseIds(tx: Transaction, institutionId: string, email: string): Promise<string[]> {
  return (await findCases(tx, institutionId, email)).map(({ id }) => id);
}

/** Takes the person out of requests, site profiles, sites and messages. Returns how many rows of each changed. */
export async function eraseContactRows(
  tx: Transaction,
  institutionId: string,
  email: string,
): Promise<Record<string, number>> {
  const cases = await findCases(tx, institutionId, email);
  for (const { id, applicant, values } of cases) {
    const traces = tracesOf(email, applicant);
    await tx.request.update({
      where: { id },
      data: { applicant: redact(applicant, traces) as object, values: redact(values, traces) as object },
    });
  }
  const { profiles, sites } = await findProfiles(tx, institutionId, email);
  const traces = { email, words: [] };
  for (const { id, values } of profiles) {
    await tx.siteProfile.update({ where: { id }, data: { values: redact(values, traces) as object } });
  }
  for (const { id, profile } of sites) {
    await tx.site.update({ where: { id }, data: { profile: redact(profile, traces) as object } });
  }
  const messages = await tx.outboxMessage.deleteMany({
    where: { institutionId, address: { equals: email, mode: 'insensitive' } },
  });
  return { requests: cases.length, siteProfiles: profiles.length, sites: sites.length, messages: messages.count };
}

/** An applicant's name and phone stand in fields of their own in the form: they go where the address is the applicant's. */
export function tracesOf(email: string, applicant: Json): Traces {
  const { email: written, name, phone } = applicant as { email?: string; name?: string; phone?: string };
  const isTheirs = written?.trim().toLowerCase() === email.toLowerCase();
  return { email, words: isTheirs ? [name ?? '', phone ?? ''] : [] };
}
