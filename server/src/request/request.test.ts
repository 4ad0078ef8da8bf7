/** The rules of a request. */
import type { Role } from '@sambung/contract/http';
import { expect, test } from 'vitest';
import { canDecide, canOpenTestCall, canSee, findInputErrors, nextRunning, requestNumber } from './request.ts';

const actor = (roles: Role[], id = 'saya', institution = 'sini') => ({ id, roles, institution: { id: institution } });
const request = { institutionId: 'sini', requesterId: 'saya', state: 'submitted' } as const;

test('a request is seen by its requester and by the office of its institution only', () => {
  expect(canSee(actor(['requester']), request)).toBe(true);
  expect(canSee(actor(['requester'], 'lain'), request)).toBe(false);
  expect(canSee(actor([]), request)).toBe(false);
  for (const role of ['approver', 'technician', 'admin'] as const) {
    expect(canSee(actor([role], 'lain'), request)).toBe(true);
    expect(canSee(actor([role], 'lain', 'sana'), request)).toBe(false);
  }
});

test('only an approver decides, and only what is submitted', () => {
  expect(canDecide(actor(['approver']), request)).toBe(true);
  expect(canDecide(actor(['requester', 'technician', 'admin']), request)).toBe(false);
  expect(canDecide(actor(['approver']), { ...request, state: 'refused' })).toBe(false);
});

test('only a technician opens a test call, and only for what is approved', () => {
  expect(canOpenTestCall(actor(['technician']), { ...request, state: 'approved' })).toBe(true);
  expect(canOpenTestCall(actor(['technician']), request)).toBe(false);
  expect(canOpenTestCall(actor(['approver', 'admin']), { ...request, state: 'approved' })).toBe(false);
});

test('numbers run within the year', () => {
  expect(requestNumber(2026, nextRunning(null))).toBe('2026-000001');
  expect(requestNumber(2026, nextRunning('2026-000011'))).toBe('2026-000012');
  expect(requestNumber(2026, nextRunning('2026-999999'))).toBe('2026-1000000');
});

test('a start at this very instant is past', () => {
  const now = new Date('2026-11-23T01:00:00Z');
  expect(findInputErrors({ startsAt: '2026-11-23T01:00:00.000Z' }, now)).toHaveLength(1);
  expect(findInputErrors({ startsAt: '2026-11-23T01:00:00.001Z' }, now)).toEqual([]);
});
