/** Behaviours of Universitas Sriwijaya, taken away one at a time. */
import type { Breakage } from '../breakage.ts';

const fixed = 'prisma/procedures/unsri-fixed.yaml';
const venue = 'prisma/procedures/unsri-venue.yaml';

export const unsri: readonly Breakage[] = [
  {
    id: 'UNSRI-27',
    file: 'server/src/request/filing.ts',
    find: "return new DomainError('hold-conflict', { alternatives, cause });",
    replace: "return new DomainError('hold-conflict', { cause });",
    broken: 'Whoever finds the slot taken is offered no other time or room.',
  },
  {
    id: 'UNSRI-19',
    file: venue,
    find: 'type: person, required: true, binds: audience-technician',
    replace: 'type: person, binds: audience-technician',
    broken: 'A request at a venue may leave out the technical contact of the audience.',
  },
  {
    id: 'UNSRI-43',
    file: fixed,
    find: 'printedLabel: "Address", type: text, max: 500, required: true',
    replace: 'printedLabel: "Address", type: text, max: 500',
    broken: 'The client may leave its address out.',
  },
  {
    id: 'UNSRI-76',
    file: fixed,
    find: 'leadTime: { days: 7, ',
    replace: 'leadTime: { days: 3, ',
    broken: 'The form may be filled in three days ahead instead of seven.',
  },
  {
    id: 'UNSRI-20',
    file: venue,
    find: 'label: { id: "Email pelaksana kegiatan", en: "Organiser’s e-mail" }, type: email',
    replace: 'label: { id: "Email pelaksana kegiatan", en: "Organiser’s e-mail" }, type: text, max: 100',
    broken: 'Any text passes for the organiser’s e-mail address at a venue.',
  },
  {
    id: 'UNSRI-11',
    file: fixed,
    find: 'time: { standard: { amount: 1, unit: days }, anchor: step-start }\n',
    replace: 'time: { standard: { amount: 1, unit: days }, anchor: step-start }\n    breach: warning\n',
    broken: 'Nobody answers for a late disposition: it only warns.',
  },
  {
    id: 'UNSRI-61',
    file: 'server/src/document/form-blocks.ts',
    find: '    if (field.joined && cell) cell.push(field);',
    replace: "    if (field.key.endsWith('-2')) continue;\n    if (field.joined && cell) cell.push(field);",
    broken: 'The second row of the preferred test is not printed.',
  },
  {
    id: 'UNSRI-57',
    file: 'server/src/document/form-blocks.ts',
    find: "cell('test'), cell('actual')] };",
    replace: "cell('test'), cell('test')] };",
    broken: 'The room’s phone on the day of the conference is printed as that of the test.',
  },
  {
    id: 'UNSRI-77',
    file: 'server/src/request/filing.ts',
    find: "kase.state === 'draft' ? (kase.receivedAt ?? now) : now;",
    replace: "kase.state !== 'waitlisted' ? (kase.receivedAt ?? now) : now;",
    broken: 'A request that comes back after its grace keeps its place in the queue.',
  },
  {
    id: 'UNSRI-92',
    file: 'server/src/request/obstacles.ts',
    find: '      localDate(calendar.timeZone, starts),',
    replace: '      localDate(calendar.timeZone, ends + 86_400_000),',
    broken: 'The week ahead is counted to the day after the event.',
  },
  {
    id: 'UNSRI-95',
    file: 'server/src/request/drafting.ts',
    find: 'data: { channel: input.channel, receivedAt: receivedAt?.toISOString() ?? null },',
    replace: 'data: { channel: input.channel },',
    broken: 'The receipt of a letter leaves no trace in the audit log.',
  },
  {
    id: 'UNSRI-10',
    file: 'server/contract/form.ts',
    find: '  email: z.email().max(200),\n});',
    replace: '  email: z.email().max(200).or(z.literal("")),\n});',
    broken: 'A technical contact may lack its e-mail address.',
  },
  {
    id: 'UNSRI-31',
    file: 'server/src/site/filing.ts',
    find: "oldAddress: removed.join(', '),",
    replace: "oldAddress: '',",
    broken: 'Those who must test again are not told which address was given up.',
  },
];
