/** What a draft still lacks. */
import { describe, expect, it } from 'vitest';
import { emptyDraft, type RequestDraft } from './draft.ts';
import { checkDraft } from './draft-check.ts';

const now = Date.parse('2026-02-01T00:00:00Z');
const whole: RequestDraft = {
  title: ' Rapat ',
  placeId: '8f6f2c1e-6b59-4d3e-9d7c-3b8f0a1f2e3d',
  range: { date: '2026-02-03', startTime: '09:00', durationMinutes: 120 },
  participantCount: 20,
  hostContact: { name: 'Siti', email: 'siti@contoh.example', phone: '0812 3456 7890' },
  audienceContact: { name: 'Budi', email: 'budi@contoh.example', phone: '+62 811 222 333' },
};

describe('a draft', () => {
  it('that is whole becomes what is sent, its times in UTC', () => {
    const { input } = checkDraft(whole, 'Asia/Makassar', now);
    expect(input).toMatchObject({
      title: 'Rapat',
      startsAt: '2026-02-03T01:00:00.000Z',
      endsAt: '2026-02-03T03:00:00.000Z',
    });
    expect(input).not.toHaveProperty('range');
  });

  it('that is empty names every field once', () => {
    const { errors } = checkDraft(emptyDraft({ name: '', email: '' }), 'Asia/Jakarta', now);
    expect(Object.keys(errors ?? {}).sort()).toEqual(
      [
        'title',
        'placeId',
        'startsAt',
        'participantCount',
        ...['hostContact', 'audienceContact'].flatMap((side) => [`${side}.name`, `${side}.email`, `${side}.phone`]),
      ].sort(),
    );
  });

  it.each([
    [{ range: { ...whole.range, date: '2026-01-31' } }, { startsAt: 'pastError' }],
    [{ range: { ...whole.range, durationMinutes: 25 * 60 } }, { endsAt: 'lengthError' }],
    [{ participantCount: 0 }, { participantCount: 'participantCountError' }],
    [{ hostContact: { ...whole.hostContact, phone: 'call me' } }, { 'hostContact.phone': 'contactPhoneError' }],
  ] satisfies [Partial<RequestDraft>, object][])('with %o is told %o', (part, errors) => {
    expect(checkDraft({ ...whole, ...part }, 'Asia/Jakarta', now).errors).toEqual(errors);
  });
});
