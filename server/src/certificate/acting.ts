/** What staff do with a certificate: suspend it by hand, revoke it, let it hold again after a short test. */
import type { ReverificationInput } from '@sambung/contract/certificate';
import type { Role, Staff } from '@sambung/contract/http';
import { lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { actingAs, type HeldPosition, positionsOf } from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import { type By, takeStep } from './life.ts';
import type { Step } from './states.ts';
import * as store from './store.ts';
import { contentOf, mayReverify, mayRevoke, maySuspend } from './view.ts';

interface Act {
  readonly id: string;
  readonly reason: string;
}

/** The position in which somebody acts: the first of theirs that may, with the capacity in front where it is not their own. */
async function byOf(context: Context, staff: Staff, acts: (position: HeldPosition) => boolean): Promise<By> {
  const held = await positionsOf(context.db, staff.id, context.clock());
  const position = held.find(acts) ?? held[0];
  return { actorId: staff.id, title: position ? (actingAs(position) ?? position.title) : '' };
}
const withRole =
  (...roles: readonly Role[]) =>
  (position: HeldPosition) =>
    roles.some((role) => position.roles.includes(role));

/** Takes the step under the institution's lock. Throws `not-found`, `forbidden`, and `state-conflict` where the step may not follow. */
async function act(
  context: Context,
  staff: Staff,
  { id, reason }: Act,
  acts: (position: HeldPosition) => boolean,
  prepare: (
    tx: Transaction,
    row: store.CertificateRow,
  ) => Promise<{ step: Step; data?: Record<string, never> | object }>,
): Promise<void> {
  const institutionId = staff.institution.id;
  const by = await byOf(context, staff, acts);
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, institutionId);
    const row = await store.findCertificate(tx, institutionId, id);
    if (!row) throw new DomainError('not-found');
    const { step, data = {} } = await prepare(tx, row);
    const change = { step, reason, by, now: context.clock(), data: data as Record<string, never> };
    if (!(await takeStep(tx, row, change))) throw new DomainError('state-conflict');
  });
}

export async function suspendByHand(context: Context, staff: Staff, input: Act): Promise<void> {
  if (!maySuspend(staff)) throw new DomainError('forbidden');
  await act(context, staff, input, withRole('technician', 'approver', 'admin'), async () => ({
    step: { to: 'suspended', cause: 'by-hand' },
  }));
}

export async function revoke(context: Context, staff: Staff, input: Act): Promise<void> {
  await act(context, staff, input, withRole('approver'), async (tx, row) => {
    if (!mayRevoke(staff, await store.procedureOf(tx, row.requestId))) throw new DomainError('forbidden');
    return { step: { to: 'revoked' } };
  });
}

/** Seconds that a short test measures in each direction, and the share of its samples that must be there (C4: gates and ten minutes). */
const shortTestSeconds = 600;
const sampleShare = 0.95;

/** A simulation is verified anew by a simulation, which is as short as the rubric that judged it. */
function secondsFor(row: store.CertificateRow): number {
  if (!row.simulated) return shortTestSeconds;
  return Math.min(shortTestSeconds, contentOf(row).rubric.document.gates.measuredSecondsAtLeast);
}

/** Lets a line whose address alone has changed hold again, for the addresses that its site has now (UNSRI-85). */
export async function reverify(
  context: Context,
  staff: Staff,
  { id, testCallId, reason, sameProvider }: ReverificationInput & { readonly id: string },
): Promise<void> {
  if (!mayReverify(staff)) throw new DomainError('forbidden');
  await act(context, staff, { id, reason }, withRole('admin'), async (tx, row) => {
    await requireShortTest(tx, row, testCallId);
    const addresses = row.siteId === null ? [] : await store.siteAddresses(tx, row.siteId);
    return { step: { to: 're-verified' }, data: { testCallId, addresses, sameProvider } };
  });
}

/** Throws `invalid-input` with what the test call lacks. */
async function requireShortTest(tx: Transaction, row: store.CertificateRow, testCallId: string): Promise<void> {
  const refuse = (id: string, en: string) => {
    throw new DomainError('invalid-input', { errors: [{ pointer: '/testCallId', detail: { id, en } }] });
  };
  const call = await store.findTestCall(tx, row.institutionId, testCallId);
  const isSame = call && (row.siteId === null ? call.requestId === row.requestId : call.request.siteId === row.siteId);
  if (!call || !isSame)
    return refuse('Bukan uji koneksi dari lokasi sertifikat ini', 'It is no test call of this certificate’s site');
  const suspendedAt = row.states.at(-1)?.at ?? row.issuedAt;
  if (call.openedAt < suspendedAt)
    return refuse('Uji ini dibuka sebelum sertifikat ditangguhkan', 'This test was opened before the suspension');
  if (!store.isCertified(call.decision)) return refuse('Uji ini tidak lulus', 'This test was not passed');
  if (call.simulatedReasons.length > 0 && !row.simulated)
    return refuse('Uji ini hanya simulasi', 'This test is only a simulation');
  const counts = await store.countSamples(tx, testCallId);
  if (Math.min(counts.host, counts.audience) < secondsFor(row) * sampleShare)
    return refuse('Kurang dari sepuluh menit terukur di kedua arah', 'Less than ten minutes were measured both ways');
}
