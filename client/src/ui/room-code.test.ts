/** Meeting IDs as people type them. */
import { describe, expect, it } from 'vitest';
import { formatRoomCode, parseRoomCode } from './room-code.ts';

describe('meeting ID', () => {
  it.each(['123456789', '123 456 789', ' 123-456-789 ', '123.456.789', '123\u00a0456\u00a0789', '123–456–789'])(
    'is read from “%s”',
    (typed) => expect(parseRoomCode(typed)).toBe('123456789'),
  );

  it.each(['', '12345678', '1234567890', '12345678a', '１２３４５６７８９'])('is not read from “%s”', (typed) =>
    expect(parseRoomCode(typed)).toBeNull(),
  );

  it('is shown in groups of three, and anything else as it is', () => {
    expect(formatRoomCode('123456789')).toBe('123 456 789');
    expect(formatRoomCode('12')).toBe('12');
  });
});
