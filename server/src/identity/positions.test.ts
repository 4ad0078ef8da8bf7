/** Positions: roles in time, who may act, and how an act in somebody's stead is signed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { verifyChain } from '../audit/index.ts';
import { actingAs, assignPosition, ensurePosition, holdersOf, onBehalfOf, positionsOf } from './index.ts';
import { type DatedHolding, rolesAt } from './positions.ts';

const at = (day: string) => new Date(`2026-11-${day}T00:00:00.000Z`);

describe('roles of the positions held', () => {
  const holding = (roles: DatedHolding['position']['roles'], from: string, to: string | null = null): DatedHolding => ({
    capacity: 'definitive',
    startsAt: at(from),
    endsAt: to === null ? null : at(to),
    position: { roles, retiredAt: null },
  });

  it('[X-04] are the union of all positions in force, each once', () => {
    const holdings = [holding(['approver', 'requester'], '01'), holding(['technician', 'requester'], '02')];
    expect(rolesAt(holdings, at('03'))).toEqual(['requester', 'approver', 'technician']);
  });

  it('[X-04] begin with the first instant and end before the last', () => {
    const holdings = [holding(['approver'], '02', '05')];
    expect(rolesAt(holdings, new Date(at('02').getTime() - 1))).toEqual([]);
    expect(rolesAt(holdings, at('02'))).toEqual(['approver']);
    expect(rolesAt(holdings, new Date(at('05').getTime() - 1))).toEqual(['approver']);
    expect(rolesAt(holdings, at('05'))).toEqual([]);
  });

  it('end with a position that is retired', () => {
    const retired = { ...holding(['admin'], '01'), position: { roles: ['admin'] as const, retiredAt: at('10') } };
    expect(rolesAt([retired], at('09'))).toEqual(['admin']);
    expect(rolesAt([retired], at('10'))).toEqual([]);
  });
});

describe('acting in somebody’s stead', () => {
  it('[X-04] is signed with Plt. or Plh. and a.n., the definitive holder with neither', () => {
    const title = 'Kepala Dinas';
    expect(actingAs({ capacity: 'plt', title })).toBe('Plt. Kepala Dinas');
    expect(actingAs({ capacity: 'plh', title })).toBe('Plh. Kepala Dinas');
    expect(actingAs({ capacity: 'definitive', title })).toBeNull();
    expect(onBehalfOf({ capacity: 'plh', title })).toBe('a.n. Kepala Dinas');
    expect(onBehalfOf({ capacity: 'definitive', title })).toBeNull();
  });
});

describe('positions in the database', () => {
  let application: Application;
  let institution: Institution;
  let other: Institution;
  beforeAll(async () => {
    application = await startApplication();
    institution = await createInstitution(application);
    other = await createInstitution(application, 'dua.example');
  });
  afterAll(() => application.close());

  const staffId = async (email: string) =>
    (await application.context.db.staff.findUniqueOrThrow({ where: { email } })).id;
  const inTransaction: Application['context']['db']['$transaction'] = (work: never) =>
    application.context.db.$transaction(work);

  async function makeHead(key: string) {
    const institutionId = institution.id;
    const positionId = await inTransaction((tx) =>
      ensurePosition(tx, { institutionId, key, title: 'Kepala Dinas', roles: ['approver'] }),
    );
    const assign = async (email: string, rest: { capacity: 'definitive' | 'plt' | 'plh'; from: string; to?: string }) =>
      await inTransaction(async (tx) =>
        assignPosition(tx, {
          institutionId,
          positionId,
          staffId: await staffId(email),
          capacity: rest.capacity,
          startsAt: at(rest.from),
          endsAt: rest.to ? at(rest.to) : null,
          actorId: null,
          now: application.context.clock(),
        }),
      );
    return { positionId, assign };
  }

  it('[X-04] name the Plh. before the definitive holder, who still may act, and only while the assignment lasts', async () => {
    const { assign } = await makeHead('kepala-dinas');
    await assign(institution.people.approver, { capacity: 'definitive', from: '01' });
    await assign(institution.people.noRole, { capacity: 'plh', from: '20', to: '25' });
    const holders = (day: string) => holdersOf(application.context.db, institution.id, 'kepala-dinas', at(day));
    expect((await holders('10')).map(({ name, capacity }) => [name, capacity])).toEqual([['approver', 'definitive']]);
    expect((await holders('22')).map(({ name, capacity, title }) => [name, capacity, title])).toEqual([
      ['noRole', 'plh', 'Kepala Dinas'],
      ['approver', 'definitive', 'Kepala Dinas'],
    ]);
    expect(await holders('25')).toHaveLength(1);
    const held = await positionsOf(application.context.db, await staffId(institution.people.noRole), at('22'));
    expect(held).toMatchObject([{ key: 'kepala-dinas', capacity: 'plh', roles: ['approver'] }]);
  });

  it('[X-04] let the stand-in do what the position may do, in the session that already runs', async () => {
    const person = await application.signedIn(institution.people.requester);
    const { assign } = await makeHead('sekretaris');
    await assign(institution.people.requester, { capacity: 'plt', from: '01', to: '30' });
    expect((await person.get('/api/session')).body.staff.roles).toEqual(['requester', 'approver']);
  });

  it('leave out who is deactivated', async () => {
    const { assign } = await makeHead('kepala-bidang');
    await assign(other.people.noRole, { capacity: 'definitive', from: '01' }).catch(() => undefined);
    await assign(institution.people.technician, { capacity: 'definitive', from: '01' });
    await application.context.db.staff.update({
      where: { email: institution.people.technician },
      data: { deactivatedAt: at('02') },
    });
    expect(await holdersOf(application.context.db, institution.id, 'kepala-bidang', at('10'))).toEqual([]);
    await application.context.db.staff.update({
      where: { email: institution.people.technician },
      data: { deactivatedAt: null },
    });
  });

  it('refuse people of another institution, a stand-in without an end, and an end before the start', async () => {
    const { assign } = await makeHead('asisten');
    await expect(assign(other.people.approver, { capacity: 'definitive', from: '01' })).rejects.toThrow('not-found');
    await expect(assign(institution.people.noRole, { capacity: 'plt', from: '01' })).rejects.toThrow('invalid-input');
    const backwards = { capacity: 'plh', from: '10', to: '09' } as const;
    await expect(assign(institution.people.noRole, backwards)).rejects.toThrow('invalid-input');
    expect(await holdersOf(application.context.db, institution.id, 'asisten', at('10'))).toEqual([]);
  });

  it('[X-04] leave each assignment in the audit chain', async () => {
    const entries = await application.context.db.auditEntry.findMany({
      where: { institutionId: institution.id, action: 'position.assigned' },
    });
    expect(entries.map(({ data }) => (data as { capacity: string }).capacity)).toContain('plh');
    expect(await verifyChain(application.context.db, institution.id)).toBeNull();
  });
});
