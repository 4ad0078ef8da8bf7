/** What a client site profile says, read from its values. Pure. */
import type { FieldValues, Form } from '@sambung/contract/form';
import { checkValues, type ValueError } from '@sambung/contract/form-check';
import { profileKeys } from '@sambung/contract/site';
import { instantOf } from '../calendar/index.ts';
import { normalAddress, whyNotPublic } from './public-address.ts';

export interface SiteFacts {
  readonly name: string;
  readonly room: string;
  readonly timeZone: string;
  readonly addresses: readonly string[];
}

/** The site that the values describe; `zone` where they name none. */
export function siteFacts(values: FieldValues, zone: string): SiteFacts {
  const text = (key: string) => (typeof values[key] === 'string' ? String(values[key]).trim() : '');
  const listed = values[profileKeys.addresses];
  const addresses = Array.isArray(listed) ? listed.filter((one): one is string => typeof one === 'string') : [];
  return {
    name: text(profileKeys.name),
    room: text(profileKeys.room),
    timeZone: text('test-zone-1') || zone,
    addresses: [...new Set(addresses.filter((one) => whyNotPublic(one) === null).map(normalAddress))],
  };
}

/** What is wrong with a profile: its form, and addresses that the internet cannot reach, each with the reason. */
export function checkProfile(form: Form, values: FieldValues, complete: boolean): ValueError[] {
  const { errors } = checkValues(form, values, { complete, filledBy: ['client'] });
  const told = new Set(errors.map(({ pointer }) => pointer));
  const pointer = `/values/${profileKeys.addresses}`;
  const listed = values[profileKeys.addresses];
  if (!complete || told.has(pointer) || !Array.isArray(listed)) return errors;
  const refused = listed.flatMap((one, index) => {
    const detail = typeof one === 'string' ? whyNotPublic(one) : null;
    return detail ? [{ pointer: `${pointer}/${index}`, detail }] : [];
  });
  return [...errors, ...refused];
}

/** The two times the client would like the test at (UNSRI-60 … UNSRI-62), in the zone that was given with each. */
export function preferredTests(values: FieldValues, zone: string): { startsAt: Date; timeZone: string }[] {
  return ['1', '2'].flatMap((choice) => {
    const [date, time] = [values[`test-date-${choice}`], values[`test-time-${choice}`]];
    if (typeof date !== 'string' || typeof time !== 'string') return [];
    const written = values[`test-zone-${choice}`];
    const timeZone = typeof written === 'string' && written !== '' ? written : zone;
    const day = Date.parse(`${date}T00:00:00Z`);
    const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number);
    if (Number.isNaN(day) || Number.isNaN(hours) || Number.isNaN(minutes)) return [];
    return [{ startsAt: new Date(instantOf(timeZone, day, (hours * 60 + minutes) * 60_000)), timeZone }];
  });
}
