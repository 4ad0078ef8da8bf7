/** Behaviours of BATAN, taken away one at a time. */
import type { Breakage } from '../breakage.ts';

const procedure = 'prisma/procedures/batan.yaml';

export const batan: readonly Breakage[] = [
  {
    id: 'BATAN-33',
    file: 'server/src/document/printing.ts',
    find: "    { label: 'No. Revisi/Terbitan', value: control.revision },\n",
    replace: '',
    broken: 'Printed documents do not carry the number of the revision.',
  },
  {
    id: 'BATAN-07',
    file: procedure,
    find: '{ key: provider, label: { id: "Provider (kontak penyedia jaringan)", en: "Provider (network contact)" }, type: person',
    replace:
      '{ key: provider, label: { id: "Provider (kontak penyedia jaringan)", en: "Provider (network contact)" }, type: boolean',
    broken: 'The provider is not kept as a contact any more.',
  },
  {
    id: 'BATAN-12',
    file: 'server/src/request/filing.ts',
    find: "'filing-date': dayOf(kase.receivedAt ?? now),",
    replace: "'filing-date': dayOf(now),",
    broken: 'The form is dated on the day it was typed in, not when the request came.',
  },
  {
    id: 'BATAN-25',
    file: procedure,
    find: 'leadTime: { days: 2, ',
    replace: 'leadTime: { days: 1, ',
    broken: 'One day ahead is enough instead of two.',
  },
  {
    id: 'BATAN-40',
    file: procedure,
    find: 'leadTime: { days: 2, count: calendar',
    replace: 'leadTime: { days: 2, count: working',
    broken: 'The two days are counted as working days.',
  },
  {
    id: 'BATAN-01',
    file: procedure,
    find: 'title: "Pengguna", roles: [requester]',
    replace: 'title: "Pengguna", roles: [approver]',
    broken: 'The user may not ask, but approve.',
  },
  {
    id: 'BATAN-38',
    file: 'server/src/request/flow.ts',
    find: "opened: [{ key, round: roundOf(current, key) + 1, state: 'active' }],",
    replace: 'opened: [],',
    broken: 'A failed preparation is not begun anew.',
  },
  {
    id: 'BATAN-39',
    file: 'server/src/request/deciding.ts',
    find: '    decidedById: actor.id,',
    replace: '    decidedById: kase.requesterId ?? actor.id,',
    broken: 'Decisions are put down to whoever asked.',
  },
];
