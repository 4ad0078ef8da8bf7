/** Sends the meeting's ID, password and link to both sides (DEMAK-16). */
import type { FieldValues } from '@sambung/contract/form';
import { describeWayIn } from '../meeting/index.ts';
import { tell } from '../notify/index.ts';
import type { Change } from './case-change.ts';
import { requestForm } from './drafting.ts';
import { readBound } from './form-values.ts';
import * as store from './store.ts';

/** Tells everybody the form names, each address once. The secrets are sealed in the message until it is sent. */
export async function shareMeeting({ context, tx, kase: before, now }: Change): Promise<void> {
  const kase = await store.findCase(tx, before.institutionId, before.id);
  if (!kase?.meeting) return;
  const bound = readBound(requestForm(kase.document), kase.values as FieldValues, kase.applicant);
  const people = [
    { name: bound.applicant.name, address: bound.applicant.email },
    ...bound.technicians.map(({ name, email }) => ({ name, address: email })),
    ...[...bound.hostEmails, ...bound.audienceEmails].map((address) => ({ name: address, address })),
  ].filter(({ address }) => address !== '');
  const once = [...new Map(people.map((one) => [one.address.toLowerCase(), one])).values()];
  const { code, password, inviteUrl } = describeWayIn(context, kase.meeting);
  await tell(tx, {
    institutionId: kase.institutionId,
    event: 'meeting-shared',
    ics: 'request',
    requestId: kase.id,
    recipients: once.map((one) => ({ ...one, language: 'id' as const })),
    data: { sealed: { link: context.seal(inviteUrl), code: context.seal(code), password: context.seal(password) } },
    dedupe: `meeting ${kase.meeting.id}`,
    now,
  });
}
