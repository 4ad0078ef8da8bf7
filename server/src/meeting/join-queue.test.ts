/** Tests of joins that come all at once, with waits that the test ends. */
import { expect, it } from 'vitest';
import { DomainError } from '../problem.ts';
import { JoinQueue } from './join-queue.ts';

/** A queue, joins that last until they are told to end, and the waits that are under way. */
function crowd() {
  const waits = new Set<() => void>();
  const queue = new JoinQueue((_delayMs, action) => {
    waits.add(action);
    return () => void waits.delete(action);
  });
  const inside: { name: string; leave: () => void }[] = [];
  const come = (name: string, patient = false) =>
    queue
      .run(
        { accessId: name, hasPlace: patient },
        () => new Promise<string>((resolve) => inside.push({ name, leave: () => resolve(name) })),
      )
      .catch((error: unknown) => error);
  const passTime = () => {
    for (const giveUp of [...waits]) giveUp();
  };
  return { come, inside, passTime };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('lets eight in at once and the next in their order as others are done', async () => {
  const { come, inside } = crowd();
  const answers = Array.from({ length: 10 }, (_, index) => come(`ke-${index}`));
  await settled();
  expect(inside.map(({ name }) => name)).toEqual(Array.from({ length: 8 }, (_, index) => `ke-${index}`));
  inside[3]?.leave();
  await settled();
  expect(inside.slice(8).map(({ name }) => name)).toEqual(['ke-8']);
  for (const { leave } of [...inside]) leave();
  await settled();
  inside.at(-1)?.leave();
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 10 }, (_, index) => `ke-${index}`));
});

it('tells whose turn comes too late when to come back, not all at the same time', async () => {
  const { come, inside, passTime } = crowd();
  const answers = Array.from({ length: 30 }, (_, index) => come(`ke-${index}`));
  await settled();
  passTime();
  const late = (await Promise.all(answers.slice(8))) as DomainError[];
  expect(new Set(late.map(({ code }) => code))).toEqual(new Set(['crowded']));
  const seconds = late.map(({ retryAfterSeconds }) => retryAfterSeconds);
  expect(new Set(seconds)).toEqual(new Set([2, 3, 4, 5, 6, 7, 8]));
  // Who was told so takes nobody's place when a turn comes.
  inside[0]?.leave();
  await settled();
  const next = come('sesudahnya');
  await settled();
  expect(inside.at(-1)?.name).toBe('sesudahnya');
  inside.at(-1)?.leave();
  expect(await next).toBe('sesudahnya');
});

it('never sends away who is inside already, as after a lost connection', async () => {
  const { come, inside, passTime } = crowd();
  for (let index = 0; index < 8; index++) void come(`ke-${index}`);
  const back = come('kembali', true);
  await settled();
  passTime();
  inside[0]?.leave();
  await settled();
  expect(inside.at(-1)?.name).toBe('kembali');
  inside.at(-1)?.leave();
  expect(await back).toBe('kembali');
});

const sari = { accessId: 'sari', hasPlace: false };

it('gives nobody a second place for asking twice', async () => {
  const { come, inside } = crowd();
  const first = come('sari');
  await settled();
  for (let tries = 0; tries < 50; tries++) expect(await come('sari')).toMatchObject({ code: 'crowded' });
  const other = come('bayu');
  await settled();
  expect(inside.map(({ name }) => name)).toEqual(['sari', 'bayu']);
  for (const { leave } of inside) leave();
  expect(await Promise.all([first, other])).toEqual(['sari', 'bayu']);
});

it('goes on after a join that failed', async () => {
  const queue = new JoinQueue();
  for (let index = 0; index < 40; index++)
    await expect(queue.run(sari, () => Promise.reject(new DomainError('room-locked')))).rejects.toThrow('room-locked');
  expect(await queue.run(sari, async () => 'masuk')).toBe('masuk');
});
