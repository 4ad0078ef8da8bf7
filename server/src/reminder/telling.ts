/** Tells what is due of one step's clock, in one transaction with what is recorded of it. */
import { appendAudit, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { holdersOf } from '../identity/index.ts';
import { instantText, type Recipient, tell } from '../notify/index.ts';
import { type Judged, judgeClocks } from './clocks.ts';
import { breachDetail, responsibleOf } from './reminder.ts';
import * as store from './store.ts';

/** Tells and records what the step's clock asks for at `now`. Looked at again under the institution's lock: it may have been decided meanwhile. */
export async function tellStep(context: Context, row: store.WatchedStep, now: Date): Promise<void> {
  await context.db.$transaction(async (tx) => {
    await lockInstitution(tx, row.institutionId);
    const told = await store.findStep(tx, row.id);
    if (!told) return;
    const judged = await judgeClocks(tx)(told, now);
    const { due } = judged;
    if (due.kind === 'nothing') return;
    await store.markReminded(tx, told.id, due.kind === 'reminder' ? due.percent : 100);
    if (due.kind === 'reminder') await remind(tx, told, judged, due.percent, now);
    if (due.kind === 'breach') await breach(tx, told, judged, due, now);
  });
}

async function remind(
  tx: Transaction,
  told: store.ToldStep,
  judged: Judged,
  percent: number,
  now: Date,
): Promise<void> {
  const dueAt = isoOf(judged);
  await tell(tx, {
    institutionId: told.institutionId,
    requestId: told.requestId,
    event: 'clock-reminder',
    recipients: (await peopleOf(tx, told, now)).recipients,
    data: { step: judged.step.name, dueAt, percent },
    // Told again when the calendar has moved what is due.
    dedupe: `step ${told.id} ${percent} ${dueAt}`,
    now,
  });
}

async function breach(
  tx: Transaction,
  told: store.ToldStep,
  judged: Judged,
  due: { told: boolean; recorded: boolean },
  now: Date,
): Promise<void> {
  const { institutionId, requestId, key, round, position } = told;
  const { timeZone } = told.request.institution;
  const dueAt = isoOf(judged);
  const { recipients, names } = await peopleOf(tx, told, now);
  const title = (await store.titleOf(tx, institutionId, position)) ?? position;
  const responsible = position === 'requester' ? store.applicantOf(told).name : responsibleOf(title, names);
  if (due.recorded) {
    const detail = breachDetail({
      step: judged.step,
      dueAt: { id: instantText('id', dueAt, timeZone), en: instantText('en', dueAt, timeZone) },
      state: told.state === 'done' ? 'done' : 'active',
    });
    const deviation = { institutionId, requestId, stepKey: key, stepRound: round, responsible, detail };
    await store.insertTimeDeviation(tx, { ...deviation, noticedAt: now });
  }
  const data = { step: key, round, position, dueAt, recorded: due.recorded };
  await appendAudit(tx, {
    institutionId,
    at: now,
    actorId: null,
    action: 'step.breached',
    entityId: requestId,
    data,
  });
  if (!due.told) return;
  await tell(tx, {
    institutionId,
    requestId,
    event: 'clock-breach',
    recipients: [...recipients, ...(await superiorOf(tx, told, now))],
    data: { step: judged.step.name, dueAt, responsible },
    dedupe: `step ${told.id}`,
    now,
  });
}

const isoOf = ({ clock }: Judged) => new Date(clock?.dueAt ?? 0).toISOString();

/** Whose step it is: who was put on the case among the holders of its position, else all of them; the applicant for the applicant's own. */
async function peopleOf(
  tx: Transaction,
  told: store.ToldStep,
  now: Date,
): Promise<{ recipients: Recipient[]; names: string[] }> {
  if (told.position === 'requester') return { recipients: [{ party: 'requester' }, { party: 'applicant' }], names: [] };
  const holders = await holdersOf(tx, told.institutionId, told.position, now);
  const own = told.assignees.map(({ staff }) => staff);
  const ofCase = new Set(told.request.steps.flatMap(({ assignees }) => assignees.map(({ staff }) => staff.id)));
  const chosen = holders.filter(({ staffId }) => ofCase.has(staffId));
  const people =
    own.length > 0 ? own : (chosen.length > 0 ? chosen : holders).map(({ staffId, name }) => ({ id: staffId, name }));
  const names = told.decidedBy ? [told.decidedBy.name] : people.map(({ name }) => name);
  return { recipients: people.map(({ id }) => ({ staffId: id })), names };
}

/** The nearest superior position that somebody holds: a vacant one must not swallow the notice. */
async function superiorOf(tx: Transaction, told: store.ToldStep, now: Date): Promise<Recipient[]> {
  for (const key of await store.superiorsOf(tx, told.institutionId, told.position)) {
    if ((await holdersOf(tx, told.institutionId, key, now)).length > 0) return [{ position: key }];
  }
  return [];
}
