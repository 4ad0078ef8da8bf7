/** Setting up, renewing and taking down one's own second step. */
import type { RecoveryCodes, SecondStepOffer } from '@sambung/contract/account';
import type { Staff } from '@sambung/contract/http';
import qrcode from 'qrcode';
import type { Context } from '../context.ts';
import {
  confirmSecondStep,
  findStep,
  isPasswordOf,
  keepOffer,
  newRecoveryCodes,
  offerSecondStep,
  removeSecondStep,
  replaceRecoveryCodes,
} from '../identity/index.ts';
import { DomainError } from '../problem.ts';
import * as store from './store.ts';

/** A new secret to put into an authenticator app. It counts once a code of it was typed in. Throws `state-conflict` while codes are asked for already. */
export async function offer(context: Context, staff: Staff): Promise<SecondStepOffer> {
  const { secret, uri } = offerSecondStep(staff.institution.name, staff.email);
  const kept = await context.db.$transaction((tx) => keepOffer(tx, staff.id, context.seal(secret)));
  if (!kept) throw new DomainError('state-conflict');
  return { secret, uri, qrSvg: await qrcode.toString(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' }) };
}

/** Codes are asked for from the next sign-in on. Throws `wrong-code`, or `state-conflict` without an offer. */
export async function confirm(context: Context, staff: Staff, code: string): Promise<RecoveryCodes> {
  const sealed = await store.readOffer(context.db, staff.id);
  if (sealed === null) throw new DomainError('state-conflict');
  const now = context.clock();
  const step = findStep(context.open(sealed), code.replace(/\s/g, ''), now);
  if (step === null) throw new DomainError('wrong-code');
  const codes = newRecoveryCodes();
  await context.db.$transaction(async (tx) => {
    if (!(await confirmSecondStep(tx, staff.id, { step, codes, now }))) throw new DomainError('state-conflict');
    await record(context, tx, staff, 'staff.second-step-set-up');
  });
  return { codes };
}

/** Ten new recovery codes. Throws `invalid-input` for a wrong password, or `state-conflict` while no codes are asked for. */
export async function renewRecoveryCodes(context: Context, staff: Staff, password: string): Promise<RecoveryCodes> {
  await prove(context, staff, password);
  const { secondStep } = await store.readProfile(context.db, staff);
  if (secondStep.confirmedAt === null) throw new DomainError('state-conflict');
  const codes = newRecoveryCodes();
  await context.db.$transaction(async (tx) => {
    await replaceRecoveryCodes(tx, staff.id, codes);
    await record(context, tx, staff, 'staff.recovery-codes-renewed');
  });
  return { codes };
}

/** Codes are no longer asked for. Throws `invalid-input` for a wrong password, or `second-step-required` where the institution asks for them. */
export async function remove(context: Context, staff: Staff, password: string): Promise<void> {
  await prove(context, staff, password);
  const { secondStep } = await store.readProfile(context.db, staff);
  if (secondStep.required) throw new DomainError('second-step-required');
  await context.db.$transaction(async (tx) => {
    await removeSecondStep(tx, staff.id);
    await record(context, tx, staff, 'staff.second-step-removed');
  });
}

async function prove(context: Context, staff: Staff, password: string): Promise<void> {
  if (!(await isPasswordOf(context.db, staff.id, password))) throw wrongPassword('/password');
}

/** A wrong password of somebody who is signed in: told at its field. */
export function wrongPassword(pointer: string): DomainError {
  const detail = { id: 'Kata sandi ini salah', en: 'This password is wrong' };
  return new DomainError('invalid-input', { errors: [{ pointer, detail }] });
}

function record(
  context: Context,
  tx: Parameters<typeof store.recordAccount>[0],
  staff: Staff,
  action: `staff.${string}`,
) {
  const owner = { id: staff.id, institutionId: staff.institution.id };
  return store.recordAccount(tx, owner, action, { now: context.clock(), actorId: staff.id });
}
