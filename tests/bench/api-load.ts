/** Asks at fixed instants, whether or not earlier answers are there: who has to wait because others came first has waited. */
import type { Draw, RouteName } from './api-questions.ts';
import type { Person } from './api-server.ts';
import { type Answered, arrivals } from './latencies.ts';

interface Load {
  readonly rate: number;
  readonly seconds: number;
  readonly routes: readonly RouteName[];
  readonly draw: Draw;
  readonly people: ReadonlyMap<string, Person>;
  readonly random: () => number;
}

/** What was answered, and how many a second that was. */
export async function ask({ rate, seconds, routes, draw, people, random }: Load) {
  // Everything is drawn beforehand, so that drawing costs nothing while the clock runs.
  const questions = arrivals(rate, seconds, random).map((dueMs) => {
    const route = routes[Math.floor(random() * routes.length)] as RouteName;
    return { dueMs, route, ...draw.question(route, Date.now()) };
  });
  const answers: Promise<Answered>[] = [];
  const startedAt = performance.now();
  for (const { dueMs, route, email, question } of questions) {
    const wait = startedAt + dueMs - performance.now();
    if (wait > 0) await new Promise((due) => setTimeout(due, wait));
    const person = people.get(email);
    if (!person) throw new Error(`${email} is not signed in`);
    answers.push(
      person
        .ask(question)
        .then(({ status }) => ({ route, ms: performance.now() - startedAt - dueMs, ok: status === 200 })),
    );
  }
  const answered = await Promise.all(answers);
  return { answered, ratePerSecond: answered.length / ((performance.now() - startedAt) / 1_000) };
}
