/** Who is in the room and what they send: a pure reducer over the server's answers and notifications. */
import type { MediaSource } from '@sambung/contract/ortc';
import type { Joined, ParticipantInfo, ProducerInfo, RoomNotifications } from '@sambung/contract/socket';

/** A participant with what they send; the order of the list is the order of the tiles and never changes while they stay. */
export type RosterEntry = ParticipantInfo & { producers: readonly ProducerInfo[] };

export type Roster = {
  self: ParticipantInfo | null;
  /** Everybody else, in the order in which this page first saw them. */
  others: readonly RosterEntry[];
  /** Who speaks, loudest first, this page's own person included. */
  speakerIds: readonly string[];
};

export const emptyRoster: Roster = { self: null, others: [], speakerIds: [] };

export type RosterEvent =
  | { type: 'joined'; joined: Joined }
  | { type: 'speakers'; speakerIds: readonly string[] }
  | Told;
type Told = {
  [N in 'participant:joined' | 'participant:left' | 'producer:opened' | 'producer:changed' | 'producer:closed']: {
    type: N;
    data: RoomNotifications[N];
  };
}['participant:joined' | 'participant:left' | 'producer:opened' | 'producer:changed' | 'producer:closed'];

/** The roster after an event. An event about somebody unknown changes nothing, except an arrival. */
export function rosterAfter(roster: Roster, event: RosterEvent): Roster {
  switch (event.type) {
    case 'joined':
      return merged(roster, event.joined);
    case 'speakers':
      return sameList(roster.speakerIds, event.speakerIds) ? roster : { ...roster, speakerIds: event.speakerIds };
    case 'participant:joined':
      return arrived(roster, event.data);
    case 'participant:left':
      return {
        ...roster,
        others: roster.others.filter((other) => other.participantId !== event.data.participantId),
        speakerIds: roster.speakerIds.filter((id) => id !== event.data.participantId),
      };
    case 'producer:opened':
      return updated(roster, event.data.participantId, (entry) => ({
        ...entry,
        producers: [...entry.producers.filter((producer) => producer.producerId !== event.data.producerId), event.data],
      }));
    case 'producer:changed':
      return {
        ...roster,
        others: roster.others.map((entry) => withPaused(entry, event.data.producerId, event.data.paused)),
      };
    case 'producer:closed':
      return updated(roster, event.data.participantId, (entry) => ({
        ...entry,
        producers: entry.producers.filter((producer) => producer.producerId !== event.data.producerId),
      }));
  }
}

/** What a participant sends from one source, or null. The newest wins while an old one is being replaced. */
export function producerOf(entry: RosterEntry, source: MediaSource): ProducerInfo | null {
  return entry.producers.findLast((producer) => producer.source === source) ?? null;
}

/** Names of those who came and went between two rosters, for the announcer; both empty when this page itself just joined. */
export function comingsAndGoings(before: Roster, after: Roster): { came: string[]; went: string[] } {
  if (before.self === null) return { came: [], went: [] };
  const [here, there] = [idsOf(before), idsOf(after)];
  return {
    came: after.others.filter(({ participantId }) => !here.has(participantId)).map(({ displayName }) => displayName),
    went: before.others.filter(({ participantId }) => !there.has(participantId)).map(({ displayName }) => displayName),
  };
}

const idsOf = ({ others }: Roster) => new Set(others.map(({ participantId }) => participantId));

function merged(roster: Roster, joined: Joined): Roster {
  const sent = new Map<string, ProducerInfo[]>();
  for (const producer of joined.producers) {
    const list = sent.get(producer.participantId) ?? [];
    list.push(producer);
    sent.set(producer.participantId, list);
  }
  const listed = new Map(joined.participants.map((participant) => [participant.participantId, participant]));
  // Just after a server restart people whose sockets are not back yet may be missing although their media still flows: keep their tiles.
  const kept = roster.others.flatMap((entry) => {
    const participant = listed.get(entry.participantId);
    if (participant) return [participant];
    return sent.has(entry.participantId) ? [entry] : [];
  });
  const keptIds = new Set(kept.map((participant) => participant.participantId));
  const fresh = joined.participants.filter((participant) => !keptIds.has(participant.participantId));
  const others = [...kept, ...fresh]
    .filter((participant) => participant.participantId !== joined.self.participantId)
    .map((participant) => ({ ...participant, producers: sent.get(participant.participantId) ?? [] }));
  return { self: joined.self, others, speakerIds: joined.resumed ? roster.speakerIds : [] };
}

function arrived(roster: Roster, participant: ParticipantInfo): Roster {
  if (participant.participantId === roster.self?.participantId)
    return sameInfo(roster.self, participant) ? roster : { ...roster, self: participant };
  if (roster.others.some((entry) => entry.participantId === participant.participantId))
    return updated(roster, participant.participantId, (entry) => ({ ...entry, ...participant }));
  return { ...roster, others: [...roster.others, { ...participant, producers: [] }] };
}

const sameInfo = (one: ParticipantInfo, other: ParticipantInfo) =>
  (Object.keys(one) as (keyof ParticipantInfo)[]).every((name) => one[name] === other[name]);

function updated(roster: Roster, participantId: string, change: (entry: RosterEntry) => RosterEntry): Roster {
  return {
    ...roster,
    others: roster.others.map((entry) => (entry.participantId === participantId ? change(entry) : entry)),
  };
}

function withPaused(entry: RosterEntry, producerId: string, paused: boolean): RosterEntry {
  if (!entry.producers.some((producer) => producer.producerId === producerId)) return entry;
  return {
    ...entry,
    producers: entry.producers.map((producer) =>
      producer.producerId === producerId ? { ...producer, paused } : producer,
    ),
  };
}

const sameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((value, index) => value === b[index]);
