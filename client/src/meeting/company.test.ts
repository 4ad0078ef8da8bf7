/** Tests of what a room's people are told: settings, waiting guests, messages, reactions, requests. */
import { initialSettings } from '@sambung/contract/meeting';
import type { Problem } from '@sambung/contract/problem';
import { describe, expect, it, vi } from 'vitest';
import { Company, companyAfter, emptyCompany } from './company.ts';
import { emptyRoster, type Roster } from './roster.ts';
import { RequestFailed, type RoomNotice } from './socket.ts';

const message = (messageId: string, text: string) => ({
  ...{ messageId, text, from: { participantId: 'a', displayName: 'Rani' } },
  ...{ target: { to: 'everyone' } as const, targetName: null, file: null, saidAt: '2026-12-01T02:00:00.000Z' },
});
const said = (messageId: string, text: string): RoomNotice => ({ name: 'chat:said', data: message(messageId, text) });

describe('what is told', () => {
  it('keeps messages in their order, each once', () => {
    const notices = [said('1', 'halo'), said('2', 'baik'), said('1', 'halo')];
    const state = notices.reduce((before, notice, index) => companyAfter(before, notice, index), emptyCompany);
    expect(state.messages.map(({ text }) => text)).toEqual(['baik', 'halo']);
  });

  it('shows the newest reaction of each, as a new one', () => {
    const react = (reaction: 'applause' | 'heart'): RoomNotice => ({
      ...{ name: 'reaction:sent', data: { participantId: 'a', reaction } },
    });
    const first = companyAfter(emptyCompany, react('applause'), 1);
    const second = companyAfter(first, react('applause'), 2);
    expect(first.reactions.get('a')).toEqual({ number: 1, reaction: 'applause' });
    expect(second.reactions.get('a')).toEqual({ number: 2, reaction: 'applause' });
  });

  it('is left alone by what is about something else', () => {
    const notice: RoomNotice = { name: 'media:lost', data: { mediaEpoch: 'x' } };
    expect(companyAfter(emptyCompany, notice, 1)).toBe(emptyCompany);
  });
});

describe('this page', () => {
  const around = (self: Partial<NonNullable<Roster['self']>> | null) => {
    const [stopped, settingsChanged] = [vi.fn(), vi.fn()];
    const roster = { ...emptyRoster, self: self as Roster['self'] };
    const company = new Company(vi.fn() as never, { roster: () => roster, stopped, settingsChanged });
    return { company, stopped, settingsChanged };
  };

  it('turns off what somebody who leads turned off, and says so', () => {
    const { company, stopped } = around({ role: 'participant' });
    expect(company.take({ name: 'source:stopped', data: { source: 'camera', byName: 'Ibu Rektor' } })).toBe(true);
    expect(stopped).toHaveBeenCalledWith('camera');
    expect(company.store.get().request).toMatchObject({ kind: 'stopped', source: 'camera', byName: 'Ibu Rektor' });
    company.dismissRequest();
    expect(company.store.get().request).toBeNull();
  });

  it('never turns on what somebody asked for', () => {
    const { company, stopped } = around({ role: 'participant' });
    company.take({ name: 'source:asked', data: { source: 'microphone', byName: 'Ibu Rektor' } });
    expect(stopped).not.toHaveBeenCalled();
    expect(company.store.get().request?.kind).toBe('asked');
  });

  it('sends what its role and the settings allow', () => {
    const { company, settingsChanged } = around({ role: 'participant' });
    expect(company.maySend('microphone')).toBe(true);
    const permissions = { ...initialSettings.permissions, microphone: 'leaders' as const };
    company.take({ name: 'room:changed', data: { ...initialSettings, permissions } });
    expect(settingsChanged).toHaveBeenCalled();
    expect([company.maySend('microphone'), company.maySend('camera')]).toEqual([false, true]);
    expect(around({ role: 'viewer' }).company.maySend('camera')).toBe(false);
    expect(around({ role: 'co-host' }).company.leads).toBe(true);
    expect(around(null).company.leads).toBe(false);
  });
});

describe('the own hand', () => {
  const heard = async () => ({});
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const answerWith = (code: Problem['code'] | 'heard' | null | undefined) => {
    if (code === 'heard') return {};
    throw new RequestFailed('hand:set', code ? ({ code } as Problem) : null);
  };
  const page = (request: (name: string, input: unknown) => Promise<unknown>) => {
    let self: { handRaisedAt: string | null } | null = null;
    const asked = vi.fn(request);
    const roster = () => ({ ...emptyRoster, self: self as Roster['self'] });
    const company = new Company(asked as never, { roster, stopped: vi.fn(), settingsChanged: vi.fn() });
    const wished = () => asked.mock.calls.map(([, input]) => (input as { raised: boolean }).raised);
    const isTold = (handRaisedAt: string | null) => {
      self = { handRaisedAt };
    };
    const joins = () => company.joined({ settings: initialSettings, waiting: [], messages: [] });
    return { company, wished, isTold, joins };
  };

  it('goes up as soon as the server knows the page when it was raised before', () => {
    const { company, wished, joins } = page(heard);
    company.toggleHand();
    expect(wished()).toEqual([]);
    joins();
    expect(wished()).toEqual([true]);
  });

  it('stays down when it was taken back before the server knew the page', () => {
    const { company, wished, joins } = page(heard);
    company.toggleHand();
    company.toggleHand();
    joins();
    expect(wished()).toEqual([false]);
  });

  it('goes down again when pressed twice while the answer is on its way', async () => {
    const { company, wished, isTold } = page(heard);
    isTold(null);
    company.toggleHand();
    company.toggleHand();
    await settled();
    // Somebody who leads may have raised it, or this page is late: the next press is about what is shown.
    isTold('2026-12-01T02:00:00.000Z');
    company.toggleHand();
    expect(wished()).toEqual([true, false, false]);
  });

  it.each([null, 'not-joined'] as const)('is raised after a gap when it was not heard (%s)', async (code) => {
    const answers = [code, 'heard'] as const;
    const { company, wished, isTold, joins } = page(async () => answerWith(answers[wished().length - 1]));
    isTold(null);
    company.toggleHand();
    await settled();
    joins();
    await settled();
    joins();
    expect(wished()).toEqual([true, true]);
  });

  it('is not asked for again when the server refused it', async () => {
    const { company, wished, isTold, joins } = page(async () => answerWith('forbidden'));
    isTold(null);
    company.toggleHand();
    await settled();
    joins();
    expect(wished()).toEqual([true]);
  });
});
