/** Behaviours of Demak, taken away one at a time. */
import type { Breakage } from '../breakage.ts';

const procedure = 'prisma/procedures/demak.yaml';

export const demak: readonly Breakage[] = [
  {
    id: 'DEMAK-05',
    file: 'server/src/request/meeting-sharing.ts',
    find: '...[...bound.hostEmails, ...bound.audienceEmails]',
    replace: '...[...bound.hostEmails]',
    broken: 'The clients are not sent the meeting’s ID and password.',
  },
  {
    id: 'DEMAK-04',
    file: procedure,
    find: 'kind: schedule\n    position: operator-cc',
    replace: 'kind: schedule\n    position: sub-koor-spa',
    broken: 'The sub-coordinator enters the recap instead of the operator.',
  },
  {
    id: 'DEMAK-25',
    file: 'server/src/schedule/alternative-search.ts',
    find: '    return rankOffers(this.wanted, here, elsewhere);',
    replace: '    return rankOffers(this.wanted, [], elsewhere.slice(1));',
    broken: 'When the command center is taken no other time in it is offered.',
  },
  {
    id: 'DEMAK-21',
    file: procedure,
    find: 'from: leader-disposition }\n    time: { standard: { amount: 5, unit: minutes }',
    replace: 'from: leader-disposition, required: false }\n    time: { standard: { amount: 5, unit: minutes }',
    broken: 'The operator may be assigned without the leader’s disposition.',
  },
  {
    id: 'DEMAK-20',
    file: procedure,
    find: '  related: ["Bimbingan Teknis Aplikasi / Website sebagai',
    replace: '  related: ["Pelatihan sebagai',
    broken: 'The procedure does not name the training it asks for.',
  },
];
