/** Behaviours of Universitas Jember, taken away one at a time. */
import type { Breakage } from '../breakage.ts';

const procedure = 'prisma/procedures/unej.yaml';

export const jember: readonly Breakage[] = [
  {
    id: 'UNEJ-08',
    file: procedure,
    find: '    - "Mendokumentasikan kegiatan."\n',
    replace: '',
    broken: 'The fourth duty, to document the activity, is asked of nobody.',
  },
  {
    id: 'UNEJ-04',
    file: procedure,
    find: 'position: koordinator-pkih',
    replace: 'position: kepala-bpkh',
    broken: 'The head of BPKH gives the instruction of the coordinator of PKIH.',
  },
  {
    id: 'UNEJ-06',
    file: procedure,
    find: 'kind: preparation\n    position: staf-humas',
    replace: 'kind: preparation\n    position: wakor-humas',
    broken: 'The vice coordinator prepares instead of the staff.',
  },
  {
    id: 'UNEJ-15',
    file: procedure,
    find: 'en: "Equipment needed" }, type: equipment, binds: equipment }',
    replace: 'en: "Equipment needed" }, type: equipment }',
    broken: 'The equipment that is asked for is not held for the event.',
  },
  {
    id: 'UNEJ-21',
    file: 'server/src/request/filing-rules.ts',
    find: 'time?.printed ?? ',
    replace: '',
    broken: 'The day that step 5 takes on paper does not count in the warning.',
  },
  {
    id: 'UNEJ-23',
    file: 'server/src/request/request.ts',
    find: "  return isOwn(actor, request) || (canSee(actor, request) && hasRole(actor, 'approver', 'admin'));",
    replace: "  return canSee(actor, request) && hasRole(actor, 'approver', 'admin');",
    broken: 'An applicant cannot cancel the event any more.',
  },
];
