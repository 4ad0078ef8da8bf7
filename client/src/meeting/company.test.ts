/** Tests of what a room's people are told: settings, waiting guests, messages, reactions, requests. */
import { initialSettings } from '@sambung/contract/meeting';
import { describe, expect, it, vi } from 'vitest';
import { Company, companyAfter, emptyCompany } from './company.ts';
import { emptyRoster, type Roster } from './roster.ts';
import type { RoomNotice } from './socket.ts';

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
