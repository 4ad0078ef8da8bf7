/** Who is told by which channel: preferences over the event's defaults, each person once, one key per recipient, event and occasion. Pure. */

import { boundField, type FieldBinding, type FieldValues, type Form } from '@sambung/contract/form';
import {
  definitionOf,
  type MailMode,
  type NotificationEvent,
  type NotificationPreferences,
  notificationPreferencesSchema,
} from '@sambung/contract/notify';
import type { Language } from '@sambung/contract/problem';
import { z } from 'zod';

/** `digest` rows wait for the daily summary, which gathers them into one mail. */
export type OutboxChannel = 'mail' | 'in-app' | 'digest';

export interface ToldPerson {
  /** Null for somebody without an account. */
  readonly staffId: string | null;
  readonly name: string;
  readonly address: string;
  readonly language: Language;
  /** The zone they read times in; null when nothing is known but the event's own. */
  readonly timeZone: string | null;
  /** `Staff.preferences` as stored; null without an account. */
  readonly preferences: unknown;
}

/** What a person has chosen; anything unreadable counts as nothing chosen. */
export function preferencesOf(stored: unknown): NotificationPreferences {
  const parsed = notificationPreferencesSchema.safeParse(stored ?? {});
  return parsed.success ? parsed.data : { digest: true, events: {} };
}

/** How one event reaches somebody with these preferences. */
export function choiceOf(
  event: NotificationEvent,
  preferences: NotificationPreferences,
): { mail: MailMode; inApp: boolean } {
  const { mail, inApp, fixed } = definitionOf(event);
  return (fixed ? undefined : preferences.events[event]) ?? { mail, inApp };
}

export function channelsOf(
  event: NotificationEvent,
  person: Pick<ToldPerson, 'staffId' | 'preferences'>,
): OutboxChannel[] {
  // Somebody without an account has no screen here and no summary: a mail is all there is.
  if (person.staffId === null) return ['mail'];
  const preferences = preferencesOf(person.preferences);
  const { mail, inApp } = choiceOf(event, preferences);
  const channels: OutboxChannel[] = inApp ? ['in-app'] : [];
  if (mail === 'at-once') channels.push('mail');
  if (mail === 'digest' && preferences.digest) channels.push('digest');
  return channels;
}

const addressSchema = z.email().max(200);
/** One plain address: no list, no comment, no line break that could start a header of its own. */
export function isAddress(text: string): boolean {
  return addressSchema.safeParse(text).success && !/[\s,;<>"]/.test(text);
}

/** People once each, by address; an account wins over a bare address. The order stays. */
export function eachOnce(people: readonly ToldPerson[]): ToldPerson[] {
  const byAddress = new Map<string, ToldPerson>();
  for (const person of people) {
    const key = person.address.toLowerCase();
    const known = byAddress.get(key);
    if (known === undefined || (known.staffId === null && person.staffId !== null)) byAddress.set(key, person);
  }
  return [...byAddress.values()];
}

const bindings: Record<'host' | 'audience', readonly FieldBinding[]> = {
  host: ['host-technician', 'host-emails'],
  audience: ['audience-technician', 'audience-emails'],
};

/** The addresses of one side as the form gives them: its technician and its list. Half-written ones are left out. */
export function addressesOfSide(
  form: Form,
  values: FieldValues,
  side: 'host' | 'audience',
): { name: string; address: string }[] {
  return bindings[side].flatMap((binding) => {
    const field = boundField(form, binding);
    const value = field && values[field.key];
    if (Array.isArray(value)) return value.flatMap((address) => readable('', address));
    if (typeof value === 'object' && value !== null) return readable(value.name, value.email);
    return readable('', value);
  });
}

function readable(name: unknown, address: unknown): { name: string; address: string }[] {
  if (typeof address !== 'string' || !isAddress(address.trim())) return [];
  return [{ name: typeof name === 'string' ? name : '', address: address.trim() }];
}
