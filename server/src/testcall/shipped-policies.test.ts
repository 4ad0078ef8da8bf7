/** Each institution's own procedure decides when its test call may be opened, whether it may be left out, and how long it has to measure what. */
import type { TestPhase } from '@sambung/contract/test-report';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from '../../test/application.ts';
import { fillForm } from '../../test/fill-form.ts';
import { attach, doStep, type Office, openOffice } from '../../test/office.ts';
import { sampleOf } from '../../test/run-seconds.ts';
import { ensureRubrics } from '../rubric/index.ts';
import { type ShippedCode, shippedSop } from '../sop/index.ts';
import { insertSamples } from './sample-store.ts';

let application: Application;
beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());

/** A Thursday ten days ahead, 10:00 to 12:00 in Jakarta. */
const slot = { startsAt: '2026-12-03T03:00:00.000Z', endsAt: '2026-12-03T05:00:00.000Z' };
const technicianOf = (office: Office) =>
  office.person(office.document.positions.find(({ roles }) => roles.includes('technician'))?.key ?? '');

/** A case of the shipped procedure whose steps up to the test call are done. */
async function upToTest(code: ShippedCode, steps: readonly string[]) {
  const office = await openOffice(application, shippedSop(code).document, 'Asia/Jakarta');
  const { db, clock } = application.context;
  const { rubric } = office.document.policies;
  await db.$transaction((tx) => ensureRubrics(tx, office.institutionId, [rubric], clock()));
  const form = office.document.forms.request;
  if (!form) throw new Error('no form');
  const fields = form.sections.flatMap((section) => section.fields);
  const placeId = fields.some(({ binds }) => binds === 'place') ? (office.placeIds[0] ?? null) : null;
  const byLetter = office.document.channels.includes('letter');
  const person = byLetter ? await technicianOf(office) : await office.person('requester');
  const draft = await person.post('/api/requests', {
    ...{
      sopVersionId: office.sopVersionId,
      channel: byLetter ? 'letter' : 'web',
      values: fillForm(form, { placeId, ...slot }),
    },
  });
  if (draft.status !== 201) throw new Error(draft.text);
  for (const { key } of fields.filter(({ type, required }) => type === 'file' && required))
    await attach(application, office, draft.body.id, key);
  const filed = await person.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
  if (filed.status !== 200) throw new Error(filed.text);
  const facts = { submittedAt: clock(), submittedByName: 'Klien' };
  await db.siteProfile.upsert({
    where: { requestId: filed.body.id },
    create: { requestId: filed.body.id, ...facts },
    update: facts,
  });
  let kase = filed.body;
  for (const step of steps) kase = await doStep(application, office, kase, step);
  return { office, kase };
}

/** Good seconds of both directions under a plan. */
async function measure(testCallId: string, plan: { number: number; phase: TestPhase }, from: number, until: number) {
  const samples = Array.from({ length: until - from }, (_, index) => from + index).flatMap((second) =>
    (['host', 'audience'] as const).map((direction) =>
      sampleOf({ direction, second, phase: plan.phase, planNumber: plan.number }),
    ),
  );
  await insertSamples(application.context.db, testCallId, application.context.clock(), samples);
}

const policies = [
  {
    code: 'unsri-fixed',
    steps: ['disposition', 'profile'],
    ...{ rubric: 'unsri', seconds: 1_200, address: true, onTheDay: 'reason-needed', mayLeaveOut: false },
  },
  {
    code: 'batan',
    steps: ['approval', 'division-disposition', 'instruction', 'preparation'],
    ...{ rubric: 'preparation', seconds: 600, address: false, onTheDay: 'open', mayLeaveOut: false },
  },
  {
    code: 'kaltara',
    steps: ['office-disposition', 'division-disposition', 'preparation'],
    ...{ rubric: 'preparation', seconds: 600, address: false, onTheDay: 'open', mayLeaveOut: false },
  },
  {
    code: 'unej',
    steps: [
      ...['receipt', 'bureau-instruction', 'coordinator-instruction', 'humas-instruction'],
      ...['assignment', 'preparation'],
    ],
    ...{ rubric: 'unej', seconds: 300, address: false, onTheDay: 'reason-needed', mayLeaveOut: true },
  },
  {
    code: 'demak',
    steps: ['leader-disposition', 'assignment', 'schedule-recap', 'host', 'preparation'],
    ...{ rubric: 'readiness', seconds: 300, address: false, onTheDay: 'reason-needed', mayLeaveOut: true },
  },
] as const;

describe.each(policies)(
  'the test call of $code',
  ({ code, steps, rubric, seconds, address, onTheDay, mayLeaveOut }) => {
    it('is opened, left out and long enough by its own procedure', async () => {
      const { office, kase } = await upToTest(code, steps);
      const technician = await technicianOf(office);
      expect(kase.steps.find(({ state }: { state: string }) => state === 'active')).toMatchObject({ kind: 'test' });

      // Three hours before the event, on its day.
      const { db, clock } = application.context;
      const startsAt = new Date(clock().getTime() + 3 * 3_600_000);
      await db.request.update({ where: { id: kase.id }, data: { startsAt } });
      const openings = await technician.get(`/api/requests/${kase.id}/test-call-openings`);
      expect(openings.body.kinds).toContainEqual(expect.objectContaining({ kind: 'test', answer: onTheDay }));
      await db.request.update({ where: { id: kase.id }, data: { startsAt: new Date(slot.startsAt) } });

      const { body: run } = await technician.post(`/api/requests/${kase.id}/test-calls`, {});
      const proposed = async () => (await technician.get(`/api/test-calls/${run.id}/proposal`)).body.proposal;
      const gateOf = async (gate: string) =>
        (await proposed()).gates.find((one: { gate: string }) => one.gate === gate);
      const begin = async (planNumber: number, phase: TestPhase) => {
        const plan = { planNumber, phase, loopSource: null };
        expect((await technician.post(`/api/test-calls/${run.id}/phase`, plan)).status).toBeLessThan(300);
        return { number: planNumber + 1, phase };
      };
      // Six seconds in ten with the real devices, and the last of them still missing.
      const synthetic = 0.4 * seconds;
      await measure(run.id, await begin(0, 'synthetic'), 0, synthetic);
      const real = await begin(1, 'real');
      await measure(run.id, real, synthetic, seconds - 1);
      expect(await proposed()).toMatchObject({ rubricKey: rubric, certifiable: false });
      expect(await gateOf('public-address')).toMatchObject({ applies: address });
      expect(await gateOf('duration')).toMatchObject({ passed: false });
      await measure(run.id, real, seconds - 1, seconds);
      expect(await gateOf('duration')).toMatchObject({ passed: true });

      const omission = { version: kase.version, reason: 'Jalur dipakai setiap pekan' };
      const left = await technician.post(`/api/requests/${kase.id}/test-call-omission`, omission);
      expect(left.problem?.code ?? left.body.testLeftOut?.reason).toBe(
        mayLeaveOut ? omission.reason : 'state-conflict',
      );
    });
  },
);
