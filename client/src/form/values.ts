/** What people gave, read leniently: a draft may hold half-written values, and the shape of a value is the field type's. Pure. */
import { type ColumnKey, columnKeys, type Field, type FieldValues } from '@sambung/contract/form';

export type Value = FieldValues[string];

export interface PersonValue {
  name: string;
  position: string;
  phone: string;
  email: string;
}
export interface PeriodValue {
  startsAt: string;
  endsAt: string;
}
export interface VenueValue {
  address: string;
  mapUrl: string;
}
export interface EquipmentCount {
  itemId: string;
  count: number;
}
export interface Bandwidth {
  downKbps: number | null;
  upKbps: number | null;
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const str = (value: unknown) => (typeof value === 'string' ? value : '');

export const asText = (value: unknown): string => (typeof value === 'number' ? String(value) : str(value));
export const asNumber = (value: unknown): number | null => (typeof value === 'number' ? value : null);
export const asBoolean = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);
export const asTexts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

export function asPerson(value: unknown): PersonValue {
  const { name, position, phone, email } = record(value);
  return { name: str(name), position: str(position), phone: str(phone), email: str(email) };
}

export function asPeriod(value: unknown): PeriodValue | null {
  const { startsAt, endsAt } = record(value);
  const readable = [startsAt, endsAt].every((at) => !Number.isNaN(Date.parse(str(at))));
  return readable ? { startsAt: str(startsAt), endsAt: str(endsAt) } : null;
}

export function asVenue(value: unknown): VenueValue {
  const { address, mapUrl } = record(value);
  return { address: str(address), mapUrl: str(mapUrl) };
}

export function asEquipment(value: unknown): EquipmentCount[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => {
    const { itemId, count } = record(one);
    return typeof itemId === 'string' && typeof count === 'number' ? [{ itemId, count }] : [];
  });
}

export function asBandwidth(value: unknown): Bandwidth {
  const { downKbps, upKbps } = record(value);
  return { downKbps: asNumber(downKbps), upKbps: asNumber(upKbps) };
}

/** The two columns of a field that is asked for the test call and for the event. */
export function asColumns(value: unknown): Record<ColumnKey, Value> {
  const columns = record(value);
  return Object.fromEntries(columnKeys.map((key) => [key, columns[key] ?? null])) as Record<ColumnKey, Value>;
}

/** Whether a field is asked of the reader: it takes a value, is theirs to fill, and what it depends on has been answered. */
export function isAsked(field: Field, values: FieldValues, fillableBy: readonly Field['filledBy'][]): boolean {
  if (field.type === 'signature' || !fillableBy.includes(field.filledBy)) return false;
  return field.askedWith === undefined || !isEmpty(values[field.askedWith]);
}

/** The ids of attached documents, of a field that takes one or several. */
export const asDocumentIds = (value: unknown): string[] =>
  typeof value === 'string' ? (value === '' ? [] : [value]) : asTexts(value);

/** A person, venue or bandwidth without its empty parts; null when nothing is left of it. */
export function compact(parts: Readonly<object>): Value {
  const filled = Object.entries(parts).filter(([, part]) => part !== '' && part !== null);
  return filled.length === 0 ? null : (Object.fromEntries(filled) as Value);
}

/** The lines of a list field as typed: blank ones and separators are left out. */
export function linesOf(typed: string): string[] {
  return typed
    .split(/[\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** How many of an item are wanted afterwards; nothing of it when none. */
export function withCount(value: unknown, itemId: string, count: number): EquipmentCount[] {
  const others = asEquipment(value).filter((one) => one.itemId !== itemId);
  return count > 0 ? [...others, { itemId, count }] : others;
}

export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every((part) => isEmpty(part as Value));
}
