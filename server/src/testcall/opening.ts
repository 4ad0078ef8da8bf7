/** Opening a run for a case: which kinds may begin now, what is asked for, and which class of line its audience declared. */
import { randomBytes } from 'node:crypto';
import type { Staff } from '@sambung/contract/http';
import {
  type OpeningAnswer,
  type TestCallKind,
  type TestCallOpening,
  type TestCallOpenings,
  testCallKinds,
} from '@sambung/contract/test-run';
import type { Bilingual } from '@sambung/contract/text';
import { isReverifiable } from '../certificate/index.ts';
import type { Context } from '../context.ts';
import { newLinkToken, newRoomCode } from '../meeting/index.ts';
import { DomainError } from '../problem.ts';
import { type Case, canOpenTestCall } from '../request/index.ts';
import { classFor } from './declared-line.ts';
import { declaredBridge, declaredLine } from './profile-store.ts';
import { mayOpen } from './slot.ts';
import * as store from './store.ts';

const refusals: Readonly<Record<Exclude<OpeningAnswer, 'open'>, Bilingual>> = {
  'reason-needed': {
    id: 'Uji koneksi pada hari acara memerlukan alasan mengapa tidak dilakukan sehari sebelumnya.',
    en: 'A test call on the day of the event needs the reason why it was not held the day before.',
  },
  'override-needed': {
    id: 'Menurut prosedur, uji koneksi dilakukan paling lambat sehari sebelum acara; hanya pejabat yang ditunjuk yang dapat memutuskan lain, dengan alasan.',
    en: 'By the procedure the test call is held the day before the event at the latest; only the official it names may decide otherwise, with a reason.',
  },
  'too-late': {
    id: 'Waktunya sudah lewat: uji koneksi paling lambat tiga puluh menit sebelum acara, pra-uji sebelum acara dimulai.',
    en: 'It is too late: a test call ends thirty minutes before the event, a pre-test when the event begins.',
  },
  'too-early': {
    id: 'Pra-uji dilakukan dalam satu jam terakhir sebelum acara.',
    en: 'The pre-test is held within the last hour before the event.',
  },
  'nothing-suspended': {
    id: 'Verifikasi ulang hanya untuk sertifikat yang ditangguhkan karena alamatnya berubah. Di sini tidak ada.',
    en: 'A re-verification is for a certificate that was suspended because its address changed. There is none here.',
  },
};

const oneNode: Bilingual = {
  id: 'Instalasi ini hanya punya satu simpul media.',
  en: 'This installation has one media node only.',
};
const canCascade = ({ env }: Pick<Context, 'env'>) => env.cascadeSocket !== undefined;

/** What a technician may open for the case now. Throws `state-conflict` for a case that takes no test calls. */
export async function openingsOf(context: Context, staff: Staff, request: Case): Promise<TestCallOpenings> {
  if (!canOpenTestCall(staff, request)) throw new DomainError('state-conflict');
  const answerFor = await askedOf(context, staff, request);
  return {
    lineClass: classFor(await declaredLine(context.db, request.id)),
    bridge: await declaredBridge(context.db, request.id),
    canCascade: canCascade(context),
    kinds: testCallKinds.map((kind) => {
      const answer = answerFor(kind, null);
      return { kind, answer, detail: answer === 'open' ? null : refusals[answer] };
    }),
  };
}

/**
 * Opens one for the request; the new test call's id. Throws `state-conflict` when it is not the time, with what stands in the way, and `invalid-input` where
 * only a reason is missing.
 */
export async function openTestCall(
  context: Context,
  staff: Staff,
  request: Case,
  { kind, lineClass, cascaded, reason }: TestCallOpening,
): Promise<string> {
  if (!canOpenTestCall(staff, request)) throw new DomainError('state-conflict');
  const answer = (await askedOf(context, staff, request))(kind, reason === '' ? null : reason);
  if (answer === 'reason-needed') {
    throw new DomainError('invalid-input', { errors: [{ pointer: '/reason', detail: refusals[answer] }] });
  }
  if (answer !== 'open') throw new DomainError('state-conflict', { detail: refusals[answer] });
  if (cascaded && !canCascade(context))
    throw new DomainError('invalid-input', { errors: [{ pointer: '/cascaded', detail: oneNode }] });
  return await store.openTestCall(context.db, {
    institutionId: staff.institution.id,
    requestId: request.id,
    openedById: staff.id,
    now: context.clock(),
    ...{ kind, cascaded, reason },
    lineClass: lineClass ?? classFor(await declaredLine(context.db, request.id)),
    hostTokenSealed: context.seal(newLinkToken()),
    audienceTokenSealed: context.seal(newLinkToken()),
    hostSeedSealed: context.seal(randomBytes(32).toString('hex')),
    audienceSeedSealed: context.seal(randomBytes(32).toString('hex')),
    claimCode: newRoomCode,
  });
}

async function askedOf(context: Context, staff: Staff, request: Case) {
  const policy = request.document.policies.testCall;
  const now = context.clock();
  const { institutionId, id: requestId, siteId } = request;
  const facts = {
    policy,
    timeZone: request.timeZone,
    eventStartsAt: request.startsAt ?? new Date(8.64e15),
    now,
    mayOverride: staff.positions.some(({ key }) => key === policy.fallbackBy),
    addressSuspended: await isReverifiable(context.db, { institutionId, requestId, siteId, now }),
  };
  return (kind: TestCallKind, reason: string | null): OpeningAnswer => mayOpen({ ...facts, kind, reason });
}
