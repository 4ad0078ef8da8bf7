/** Behaviours that all institutions ask for (X-…), taken away one at a time. */
import type { Breakage } from '../breakage.ts';

export const shared: readonly Breakage[] = [
  {
    id: 'X-13',
    file: 'server/src/reminder/telling.ts',
    find: '...(await superiorOf(tx, told, now))',
    replace: '...(await superiorOf(tx, told, now)).slice(1)',
    broken: 'The superior is not told of a step that is late.',
  },
  {
    id: 'X-13',
    file: 'server/src/calendar/thresholds.ts',
    find: '[50, 80] as const',
    replace: '[50, 90] as const',
    broken: 'The second reminder comes at 90 percent.',
  },
  {
    id: 'X-25',
    file: 'server/src/request/readiness.ts',
    find: 'met: facts.brokenEquipment.length === 0,',
    replace: 'met: true,',
    broken: 'Broken equipment does not keep a case from being ready.',
  },
  {
    id: 'X-22',
    file: 'server/src/request/deciding.ts',
    find: "return change.tell({ event: 'request-returned', data });",
    replace: 'return void data;',
    broken: 'Nobody is told that a request was returned.',
  },
  {
    id: 'X-22',
    file: 'server/src/testcall/decision-store.ts',
    find: "      event: 'test-result',",
    replace: "      event: 'test-result',\n      recipients: [],",
    broken: 'The result of a test call is told to nobody.',
  },
  {
    id: 'X-22',
    file: 'server/src/request/deciding.ts',
    find: "event: 'test-scheduled', ics: 'request',",
    replace: "event: 'test-scheduled',",
    broken: 'The test does not enter the calendars.',
  },
  {
    id: 'X-08',
    file: 'server/src/schedule/alternative-search.ts',
    find: 'capacity >= enough)',
    replace: 'capacity >= Math.min(enough, 1))',
    broken: 'Rooms are offered that are too small.',
  },
  {
    id: 'X-30',
    file: 'server/src/request/readiness-facts.ts',
    find: 'openedAt >= fixedAt)',
    replace: 'openedAt >= new Date(0) || openedAt >= fixedAt)',
    broken: 'A certificate counts for a time it was not made for.',
  },
  {
    id: 'X-29',
    file: 'server/src/request/ending.ts',
    find: '  await releaseAll(change);\n  change.settle(state);',
    replace: '  change.settle(state);',
    broken: 'A cancelled request keeps its slot.',
  },
  {
    id: 'X-05',
    file: 'server/src/notify/recipients.ts',
    find: "  if (person.staffId === null) return ['mail'];",
    replace: '  if (person.staffId === null) return [];',
    broken: 'Applicants without an account get no acknowledgement.',
  },
];
