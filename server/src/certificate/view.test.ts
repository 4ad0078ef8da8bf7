/** Who may revoke a certificate, read from the procedure. */
import type { Role, Staff } from '@sambung/contract/http';
import { expect, it } from 'vitest';
import { shippedSop } from '../sop/index.ts';
import { mayRevoke } from './view.ts';

const id = '01970000-0000-7000-8000-000000000001';
const holder = (key: string, ...roles: Role[]): Staff => ({
  ...{ id, name: 'Orang', email: 'orang@contoh.example', language: 'id', roles, duties: [], operator: false },
  positions: [{ id, key, title: key, capacity: 'definitive' }],
  institution: { id, name: 'Instansi', timeZone: 'Asia/Jakarta' },
});
const unsri = shippedSop('unsri-fixed').document;

it.each<[string, Staff, boolean]>([
  ['the superior of the position that tests, whatever its roles', holder('ketua-ict', 'technician'), true],
  ['the position that tests', holder('tim-ict', 'technician'), false],
  ['an admin who tests', holder('admin-vc', 'technician', 'admin'), false],
  ['an approver of another position', holder('wakil', 'approver'), true],
  ['an applicant', holder('dosen', 'requester'), false],
])('%s', (_name, staff, may) => {
  expect(mayRevoke(staff, unsri)).toBe(may);
});

it('a circle of superiors ends', () => {
  const positions = unsri.positions.map((one) => (one.key === 'ketua-ict' ? { ...one, superior: 'tim-ict' } : one));
  expect(mayRevoke(holder('ketua-ict', 'technician'), { ...unsri, positions })).toBe(true);
  expect(mayRevoke(holder('dosen', 'requester'), { ...unsri, positions })).toBe(false);
});
