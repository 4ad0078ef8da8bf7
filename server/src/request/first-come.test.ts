/** Two hundred submissions at once that want one room at one time, over every path that holds: filed, filed again, moved. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { decide, file, requestValues } from '../../test/procedure.ts';
import type { Answer, Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';

let application: Application;
let here: Institution;
let requester: Visitor;
let approver: Visitor;

beforeAll(async () => {
  application = await startApplication();
  here = await createInstitution(application);
  requester = await application.signedIn(here.people.requester);
  approver = await application.signedIn(here.people.approver);
});
afterAll(() => application.close());

const aula = () => here.places[0]?.id ?? '';
const at = (day: number, hour: number, minute = 0) => new Date(Date.UTC(2026, 11, day, hour, minute)).toISOString();
/** All of them contain 10:00 to 10:30, so that any two overlap. */
const wanted = (index: number) => ({
  startsAt: at(1, 2, 45 + (index % 4) * 5),
  endsAt: at(1, 3, 30 + (index % 6) * 5),
});
const values = (waktu: object, index: number) => requestValues(aula(), { waktu, kegiatan: `Rebutan ${index}` });

it('[X-07] no two of them overlap and exactly one has the slot, whatever path it came by', async () => {
  const elsewhen = (index: number) => ({
    startsAt: at(2 + Math.floor(index / 8), (index % 8) + 1),
    endsAt: at(2 + Math.floor(index / 8), (index % 8) + 2),
  });
  const drafts = await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      requester.post('/api/requests', { sopVersionId: here.sopVersionId, values: values(wanted(index), index) }),
    ),
  );
  // Forty that hold another time and are moved into the slot; forty that were returned and come back wanting it.
  const filed: Answer[] = [];
  for (let index = 0; index < 80; index++)
    filed.push(await file(requester, here.sopVersionId, values(elsewhen(index), index)));
  const returned = [];
  for (const { body } of filed.slice(40)) {
    const back = await decide(approver, body, 'return', { reason: 'Pilih waktu lain' });
    returned.push(
      await requester.patch(`/api/requests/${body.id}`, {
        version: back.body.version,
        values: { waktu: wanted(returned.length) },
      }),
    );
  }
  const answers = await Promise.all([
    ...drafts.map(({ body }) => requester.post(`/api/requests/${body.id}/submission`, { version: body.version })),
    ...filed.slice(0, 40).map(({ body }, index) =>
      requester.post(`/api/requests/${body.id}/change`, {
        version: body.version,
        ...wanted(index),
        reason: 'Pindah',
      }),
    ),
    ...returned.map(({ body }) => requester.post(`/api/requests/${body.id}/submission`, { version: body.version })),
  ]);
  expect(answers).toHaveLength(200);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(new Set(answers.map(({ body }) => body.code ?? 'held'))).toEqual(new Set(['held', 'hold-conflict']));
  const overlaps = await application.context.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM holds a JOIN holds b ON a.resource_id = b.resource_id AND a.id < b.id
      AND a.released_at IS NULL AND b.released_at IS NULL
      AND tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at)`;
  expect(overlaps[0]?.count).toBe(0);
  const inSlot = await application.context.db.hold.findMany({
    where: {
      resourceId: aula(),
      releasedAt: null,
      startsAt: { lt: new Date(at(1, 3, 30)) },
      endsAt: { gt: new Date(at(1, 3)) },
    },
  });
  expect(inSlot).toHaveLength(1);
  expect(await verifyChain(application.context.db, here.id)).toBeNull();
}, 240_000);
