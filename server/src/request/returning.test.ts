/** A request that is sent back, over HTTP: what stays on record of the return, and the one clock of the step that asked. */
import type { CaseDetail } from '@sambung/contract/request';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { decide, file, requestValues } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';

const minuteMs = 60_000;
let application: Application;
let here: Institution;
let requester: Visitor;
let approver: Visitor;

beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());
beforeEach(async () => {
  here = await createInstitution(application, 'kembali.example');
  requester = await application.signedIn(here.people.requester);
  approver = await application.signedIn(here.people.approver);
});

const resubmit = async ({ id, version }: CaseDetail): Promise<CaseDetail> =>
  (await requester.post(`/api/requests/${id}/submission`, { version })).body;

describe('a return', () => {
  it('[X-03] stays on record with its reason whatever is decided later, and the step has one clock and one result', async () => {
    const { body: filed } = await file(requester, here.sopVersionId, requestValues(here.places[0]?.id ?? ''));
    const asked = (filed as CaseDetail).steps.find(({ state }) => state === 'active');
    application.advance(10 * minuteMs);
    const returned: CaseDetail = (await decide(approver, filed, 'return', { reason: 'Lengkapi jumlah' })).body;
    // The applicant's own time does not count.
    application.advance(45 * minuteMs);
    const back = await resubmit(returned);
    application.advance(15 * minuteMs);
    const again: CaseDetail = (await decide(approver, back, 'return', { reason: 'Sebutkan ruangnya' })).body;
    const { body: disposed } = await decide(approver, await resubmit(again), 'dispose', { instruction: 'Siapkan' });
    const { steps, earlierRounds }: CaseDetail = disposed;
    const rounds = [...earlierRounds, ...steps].filter(({ key }) => key === asked?.key);
    expect(rounds.map(({ state, decision, note, instruction }) => [state, decision, note ?? instruction])).toEqual([
      ['done', 'return', 'Lengkapi jumlah'],
      ['done', 'return', 'Sebutkan ruangnya'],
      ['done', 'dispose', 'Siapkan'],
    ]);
    expect(rounds.map(({ clock }) => clock?.usedMinutes)).toEqual([10, 25, 25]);
    expect(new Set(rounds.map(({ startedAt }) => startedAt))).toEqual(new Set([asked?.startedAt]));
    const { rows } = (await approver.get('/api/reports/compliance?from=2026-11-01&to=2026-11-30')).body;
    expect(rows).toHaveLength(1);
    expect(rows[0].cells).toContain(1);
    expect(rows[0].cells).not.toContain(3);
  });
});
