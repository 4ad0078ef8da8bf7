/** Rules of a procedure's positions and policies: whoever they name exists and may, and what they ask for is in the flow. Pure. */
import type { SopDocument } from '@sambung/contract/sop';
import { type Fault, fault } from '../source/index.ts';

export function faultsOfPolicies(document: SopDocument): Fault[] {
  return [...faultsOfPositions(document), ...faultsOfTestCall(document), ...faultsOfProfile(document)];
}

function faultsOfPositions({ positions, policies }: SopDocument): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [index, { key, superior }] of positions.entries()) {
    const at = ['positions', index];
    if (key === 'requester')
      faults.push(
        fault([...at, 'key'], '“requester” adalah pemohon itu sendiri.', '“requester” is the applicant itself.'),
      );
    if (seen.has(key)) faults.push(fault([...at, 'key'], `“${key}” sudah dipakai.`, `“${key}” is already used.`));
    seen.add(key);
    if (superior === undefined) continue;
    if (!positions.some((one) => one.key === superior)) faults.push(unknownPosition([...at, 'superior'], superior));
    else if (isOwnSuperior(positions, key))
      faults.push(fault([...at, 'superior'], `“${key}” menjadi atasannya sendiri.`, `“${key}” is its own superior.`));
  }
  const { overrideBy } = policies.leadTime;
  const path = ['policies', 'leadTime', 'overrideBy'];
  const holder = positions.find(({ key }) => key === overrideBy);
  if (!holder) faults.push(unknownPosition(path, overrideBy));
  else if (!holder.roles.includes('approver'))
    faults.push(
      fault(path, `“${overrideBy}” tidak memiliki peran approver.`, `“${overrideBy}” does not have the role approver.`),
    );
  return faults;
}

function isOwnSuperior(positions: SopDocument['positions'], key: string): boolean {
  const superiorOf = (one: string) => positions.find((position) => position.key === one)?.superior;
  const passed = new Set<string>();
  for (let up = superiorOf(key); up !== undefined && !passed.has(up); up = superiorOf(up)) {
    if (up === key) return true;
    passed.add(up);
  }
  return false;
}

function faultsOfTestCall({ policies, positions, steps }: SopDocument): Fault[] {
  const { required, fallback, fallbackBy } = policies.testCall;
  const path = ['policies', 'testCall'];
  const faults: Fault[] = [];
  if (required !== 'optional' && !steps.some(({ kind }) => kind === 'test'))
    faults.push(
      fault(
        [...path, 'required'],
        'Uji koneksi berlaku, tetapi tidak ada tahap kind: test.',
        'A test call is asked for, but no step is kind: test.',
      ),
    );
  if (fallback === 'override' && fallbackBy === undefined)
    faults.push(
      fault(
        [...path, 'fallback'],
        'Sebut siapa yang boleh memutuskan (fallbackBy).',
        'Say who may decide so (fallbackBy).',
      ),
    );
  if (fallbackBy !== undefined && !positions.some(({ key }) => key === fallbackBy))
    faults.push(unknownPosition([...path, 'fallbackBy'], fallbackBy));
  return faults;
}

function faultsOfProfile({ policies, forms, steps }: SopDocument): Fault[] {
  const path = ['policies', 'siteProfile'];
  const faults: Fault[] = [];
  if (policies.siteProfile !== 'none' && !Object.hasOwn(forms, 'client-profile'))
    faults.push(
      fault(
        path,
        'Profil klien dipakai, tetapi formulir “client-profile” tidak ada.',
        'Client profiles are used, but there is no form “client-profile”.',
      ),
    );
  if (policies.siteProfile === 'required' && !steps.some(({ kind }) => kind === 'profile'))
    faults.push(
      fault(
        path,
        'Profil klien wajib, tetapi tidak ada tahap kind: profile.',
        'Client profiles are required, but no step is kind: profile.',
      ),
    );
  for (const [index, { kind, form }] of steps.entries())
    if (kind === 'survey' && form === undefined)
      faults.push(fault(['steps', index], 'Tahap survei memerlukan formulir (form).', 'A survey step needs a form.'));
  return faults;
}

const unknownPosition = (path: Fault['path'], key: string) =>
  fault(path, `Jabatan “${key}” tidak ada dalam positions.`, `positions has no “${key}”.`);
