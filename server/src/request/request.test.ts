/** The rules of a request: who sees it and what may be done with it in each state. */
import type { RequestState } from '@sambung/contract/request';
import { requestStates } from '@sambung/contract/request';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  canCancel,
  canChange,
  canEdit,
  canMarkNoShow,
  canOpenTestCall,
  canSee,
  capacityFor,
  nextRunning,
  requestNumber,
} from './request.ts';

const request = (state: RequestState, changes: object = {}) => ({
  institutionId: 'sini',
  requesterId: 'saya',
  registeredById: null,
  state,
  meeting: {},
  startsAt: new Date('2026-12-01T02:00:00Z'),
  ...changes,
});
const actor = (id: string, ...roles: Actor['roles']): Actor => ({
  id,
  roles,
  institution: { id: 'sini' },
  positions: [],
});
const stranger: Actor = { ...actor('asing', 'admin', 'approver', 'technician'), institution: { id: 'sana' } };

describe('who sees a request', () => {
  it('is its requester, its registrar and the office of the same institution', () => {
    expect(canSee(actor('saya', 'requester'), request('submitted'))).toBe(true);
    expect(canSee(actor('petugas'), request('draft', { registeredById: 'petugas' }))).toBe(true);
    expect(canSee(actor('lain', 'technician'), request('submitted'))).toBe(true);
    expect(canSee(actor('lain', 'requester'), request('submitted'))).toBe(false);
    expect(canSee(stranger, request('submitted'))).toBe(false);
  });
});

describe('what may be done in which state', () => {
  const statesWhere = (may: (state: RequestState) => boolean) => requestStates.filter(may);
  const owner = actor('saya', 'requester');

  it('is edited by its applicant until it is filed, and again when it came back', () => {
    expect(statesWhere((state) => canEdit(owner, request(state)))).toEqual(['draft', 'returned', 'waitlisted']);
    expect(statesWhere((state) => canEdit(actor('lain', 'admin'), request(state)))).toEqual([]);
  });

  it('[X-29] is cancelled by its applicant or an approver as long as it has not begun', () => {
    const open = [
      'draft',
      'submitted',
      'returned',
      'waitlisted',
      'disposition',
      'rescheduled',
      'assigned',
      'survey',
      'test',
      'ready',
    ];
    expect(statesWhere((state) => canCancel(owner, request(state)))).toEqual(open);
    expect(statesWhere((state) => canCancel(actor('lain', 'approver'), request(state)))).toEqual(open);
    expect(statesWhere((state) => canCancel(actor('lain', 'technician'), request(state)))).toEqual([]);
  });

  it('[X-30] gets another time or place between filing and its beginning', () => {
    const filed = ['submitted', 'disposition', 'rescheduled', 'assigned', 'survey', 'test', 'ready'];
    expect(statesWhere((state) => canChange(owner, request(state)))).toEqual(filed);
  });

  it('is a no-show only from its start on', () => {
    const technician = actor('teknisi', 'technician');
    const start = new Date('2026-12-01T02:00:00Z');
    expect(canMarkNoShow(technician, request('ready'), start)).toBe(true);
    expect(canMarkNoShow(technician, request('ready'), new Date(start.getTime() - 1))).toBe(false);
    expect(canMarkNoShow(owner, request('ready'), start)).toBe(false);
    expect(canMarkNoShow(technician, request('cancelled'), start)).toBe(false);
  });

  it('has test calls once its meeting is there', () => {
    const technician = actor('teknisi', 'technician');
    expect(canOpenTestCall(technician, request('test'))).toBe(true);
    expect(canOpenTestCall(technician, request('disposition', { meeting: null }))).toBe(false);
    expect(canOpenTestCall(technician, request('rejected'))).toBe(false);
    expect(canOpenTestCall(owner, request('test'))).toBe(false);
  });
});

describe('acting on a step', () => {
  const step = { position: 'kepala' } as Parameters<typeof capacityFor>[2];
  const kepala = (capacity: 'definitive' | 'plh') => ({ key: 'kepala', title: 'Kepala', capacity });

  it('takes the position that the step names, the own before one in somebody’s stead', () => {
    const both = { ...actor('a'), positions: [kepala('plh'), kepala('definitive')] };
    expect(capacityFor(both, request('disposition'), step)).toEqual(kepala('definitive'));
    expect(capacityFor({ ...actor('a'), positions: [kepala('plh')] }, request('disposition'), step)).toEqual(
      kepala('plh'),
    );
    expect(capacityFor(actor('a', 'approver'), request('disposition'), step)).toBeNull();
  });

  it('never takes a position of another institution', () => {
    expect(capacityFor({ ...stranger, positions: [kepala('definitive')] }, request('disposition'), step)).toBeNull();
  });
});

it('numbers run within the year', () => {
  expect(requestNumber(2026, nextRunning(null))).toBe('2026-000001');
  expect(requestNumber(2026, nextRunning('2026-000041'))).toBe('2026-000042');
});
