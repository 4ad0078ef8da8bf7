/** Behaviours of Kalimantan Utara, taken away one at a time. */
import type { Breakage } from '../breakage.ts';

const procedure = 'prisma/procedures/kaltara.yaml';

export const kaltara: readonly Breakage[] = [
  {
    id: 'KALTARA-03',
    file: 'server/src/request/request.ts',
    find: 'actor.positions.filter(({ key }) => key === step.position)',
    replace: 'actor.positions.filter(({ key }) => key !== step.key)',
    broken: 'Whoever holds any position may dispose, not the head of the office alone.',
  },
  {
    id: 'KALTARA-01',
    file: procedure,
    find: 'title: "OPD selaku pemohon", roles: [requester]',
    replace: 'title: "OPD selaku pemohon", roles: [technician]',
    broken: 'A regional office is a technician and no applicant.',
  },
  {
    id: 'KALTARA-23',
    file: procedure,
    find: 'outsideWorkingHours: override',
    replace: 'outsideWorkingHours: allow',
    broken: 'An event may take place at any hour without anybody’s leave.',
  },
  {
    id: 'KALTARA-10',
    file: procedure,
    find: 'time: { standard: { amount: 60, unit: minutes }, anchor: step-start }\n    output: { id: "Surat Permohonan yang telah didisposisi Kepala Bidang"',
    replace:
      'time: { standard: { amount: 90, unit: minutes }, anchor: step-start }\n    output: { id: "Surat Permohonan yang telah didisposisi Kepala Bidang"',
    broken: 'The head of division has ninety minutes instead of sixty.',
  },
  {
    id: 'KALTARA-05',
    file: procedure,
    find: 'kind: preparation\n    position: tim-teknis',
    replace: 'kind: preparation\n    position: kepala-bidang',
    broken: 'The head of division prepares instead of the technical team.',
  },
  {
    id: 'KALTARA-06',
    file: 'server/src/request/request.ts',
    find: '  if (isOwn(actor, request)) return true;\n  return seesWholeInstitution(actor);',
    replace: "  if (isOwn(actor, request)) return true;\n  return hasRole(actor, 'technician', 'admin');",
    broken: 'The SPBE team cannot read the requests.',
  },
  {
    id: 'KALTARA-25',
    file: 'server/src/request/filing-rules.ts',
    find: '  if (facts.chainReachesBeyond) {',
    replace: '  if (facts.chainReachesBeyond && facts.daysAhead > 0) {',
    broken: 'An event of the same day is not warned of, however little time is left.',
  },
];
