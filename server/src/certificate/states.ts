/** The life of a certificate: which transition may follow which, what suspends it, and how long it holds. Pure. */
import {
  addressCauses,
  type BoundDevice,
  type BoundThings,
  type CertificateTransition,
  certificateStateAt,
  type SuspensionCause,
} from '@sambung/contract/certificate';
import ipaddr from 'ipaddr.js';

export interface Transition {
  readonly transition: CertificateTransition;
  readonly cause: SuspensionCause | null;
}
export interface Life {
  readonly validUntil: Date;
  /** Oldest first. */
  readonly history: readonly Transition[];
}

export type Step =
  | { readonly to: 'suspended'; readonly cause: SuspensionCause }
  | { readonly to: 're-verified' }
  | { readonly to: 'expired' }
  | { readonly to: 'revoked' };

const stateOf = ({ validUntil, history }: Life, now: Date) =>
  certificateStateAt({ validUntil, transitions: history.map(({ transition }) => transition) }, now);

/** Whether the step may follow. A further cause joins those of a suspension; the same one twice says nothing new. */
export function mayFollow(life: Life, step: Step, now: Date): boolean {
  const state = stateOf(life, now);
  switch (step.to) {
    case 'suspended':
      if (state === 'suspended') return !openCauses(life).includes(step.cause);
      return state === 'valid' || state === 'conditional';
    case 're-verified':
      return state === 'suspended' && openCauses(life).every((cause) => addressCauses.includes(cause));
    case 'expired':
      return now >= life.validUntil && !['expired', 'revoked'].includes(life.history.at(-1)?.transition ?? '');
    case 'revoked':
      return state !== 'revoked';
  }
}

/** Why it is suspended: every cause since it last held. */
export function openCauses({ history }: Life): SuspensionCause[] {
  const since = history.findLastIndex(({ transition }) => transition !== 'suspended') + 1;
  return history.slice(since).flatMap(({ cause }) => cause ?? []);
}

/** No certificate holds longer, whatever a rubric says (C4). */
const longestMonths = 12;

/** When a certificate ends: by the rubric's months, or with the one event that a conditional one is for. */
export function validityOf(
  verdict: 'certified' | 'certified-with-conditions',
  { issuedAt, months, eventEndsAt }: { issuedAt: Date; months: number; eventEndsAt: Date | null },
): { kind: 'period' | 'event'; from: Date; until: Date } {
  const period = afterMonths(issuedAt, Math.min(months, longestMonths));
  if (verdict === 'certified') return { kind: 'period', from: issuedAt, until: period };
  // An event that is over, or has no time, leaves nothing that it could hold for.
  const end = Math.min(Math.max(eventEndsAt?.getTime() ?? 0, issuedAt.getTime()), period.getTime());
  return { kind: 'event', from: issuedAt, until: new Date(end) };
}

/** The same day and time so many months later; the last day of a shorter month. */
export function afterMonths(from: Date, months: number): Date {
  const lastDay = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate();
  const later = new Date(from);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + months);
  later.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return later;
}

/** What is there now, of the things that a certificate is bound to; what is not known is left out. */
export interface SeenThings {
  readonly room?: string;
  readonly hostRoom?: string;
  readonly devices?: readonly BoundDevice[];
  readonly bridge?: string | null;
  readonly accessLine?: BoundThings['accessLine'];
  readonly address?: string;
}

const plain = (text: string) => text.trim().toLowerCase();

/** Why what is seen is not what was certified, each cause once. Browsers and our own media version only warn (C4) and are not here. */
export function changesOf(bound: BoundThings, addresses: readonly string[], seen: SeenThings): SuspensionCause[] {
  const causes: SuspensionCause[] = [];
  const otherRoom =
    (seen.room !== undefined && plain(seen.room) !== plain(bound.site.room)) ||
    (seen.hostRoom !== undefined && plain(seen.hostRoom) !== plain(bound.hostRoom));
  if (otherRoom) causes.push('room-changed');
  for (const kind of ['camera', 'microphone'] as const)
    if (seen.devices && isOther(bound.devices, seen.devices, kind)) causes.push(`${kind}-changed`);
  if (seen.bridge !== undefined && plain(seen.bridge ?? '') !== plain(bound.bridge ?? ''))
    causes.push('bridge-changed');
  if (isLower(bound.accessLine, seen.accessLine)) causes.push('bandwidth-lowered');
  if (
    seen.address !== undefined &&
    addresses.length > 0 &&
    !addresses.some((one) => isSameLine(one, seen.address ?? ''))
  )
    causes.push('address-observed');
  return causes;
}

/** Of a side that shows devices of this kind, one that was not certified. */
function isOther(bound: readonly BoundDevice[], seen: readonly BoundDevice[], kind: BoundDevice['kind']): boolean {
  const certified = new Set(bound.map((device) => `${device.side} ${device.kind} ${plain(device.label)}`));
  const named = (device: BoundDevice) => device.kind === kind && device.label !== '';
  return seen.filter(named).some((device) => !certified.has(`${device.side} ${kind} ${plain(device.label)}`));
}

function isLower(bound: BoundThings['accessLine'], seen: SeenThings['accessLine']): boolean {
  return Boolean(bound && seen && (seen.downKbps < bound.downKbps || seen.upKbps < bound.upKbps));
}

/** An IPv4 address as it is; of IPv6 the /64, because hosts change the rest by themselves (C3.14). */
export function isSameLine(a: string, b: string): boolean {
  if (!ipaddr.isValid(a) || !ipaddr.isValid(b)) return a.trim() === b.trim();
  const [one, other] = [ipaddr.process(a), ipaddr.process(b)];
  if (one.kind() !== other.kind()) return false;
  return one.match(other, one.kind() === 'ipv6' ? 64 : 32);
}

/** R below which a window of the real conference was bad, the share of such windows it may have, and the drops it may have (C4). */
export const badRating = 70;
const badShareAtMost = 0.1;
const dropsAtMost = 2;

/** Whether the real conference went worse than a certified line may. */
export function isCallTooBad({ ratings, drops }: { ratings: readonly number[]; drops: number }): boolean {
  const bad = ratings.filter((rating) => rating < badRating).length;
  return drops > dropsAtMost || (ratings.length > 0 && bad / ratings.length > badShareAtMost);
}
