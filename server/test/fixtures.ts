/** Values that several tests begin from. */

const contact = { name: 'Narahubung', email: 'narahubung@contoh.example', phone: '+62 812 3456 7890' };

/** A request that is right in every field: Tuesday 24 November 2026, 09:00–11:00 in Jakarta. */
export function requestInput(placeId: string, changes: Record<string, unknown> = {}) {
  return {
    title: 'Rapat koordinasi',
    placeId,
    startsAt: '2026-11-24T02:00:00.000Z',
    endsAt: '2026-11-24T04:00:00.000Z',
    participantCount: 12,
    hostContact: contact,
    audienceContact: contact,
    ...changes,
  };
}
