/** People of the institution over HTTP, for its admins. */
import {
  newPersonSchema,
  type Person,
  personCreationSchema,
  personEditSchema,
  personSchema,
} from '@sambung/contract/people';
import { z } from 'zod';
import { sendPasswordLink } from '../account/index.ts';
import { defineRoute, type Route } from '../api/index.ts';
import { lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { assignPosition, createStaff, hashPassword, makeFirstPassword } from '../identity/index.ts';
import { type Actor, actorOf } from './actor.ts';
import * as store from './store.ts';

const admin = ['admin'] as const;

/** A change that ended the person's sessions: sockets that were opened in them end too. */
async function changeAndEnd(...call: Parameters<typeof change>): Promise<Person> {
  const person = await change(...call);
  call[0].staffEvents.emit('sessions-ended', person.id);
  return person;
}

/** One change of one person, and how they are afterwards. */
async function change(
  context: Context,
  actor: Actor,
  id: string,
  work: (tx: Transaction, actor: Actor, id: string) => Promise<void>,
): Promise<Person> {
  const person = await context.db.$transaction(async (tx) => {
    await work(tx, actor, id);
    return await store.getPerson(tx, actor.institutionId, id, actor.now);
  });
  return person;
}

export const peopleRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/people',
      summary: 'People of the institution',
      access: admin,
      answer: z.array(personSchema),
    },
    ({ context, staff }) => store.listPeople(context.db, staff.institution.id, context.clock()),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/people',
      summary: 'A new account, with a first password told once or a link by mail',
      access: admin,
      body: personCreationSchema,
      answer: newPersonSchema,
      status: 201,
      problems: ['email-taken', 'not-found', 'state-conflict'],
    },
    async ({ context, staff, body }) => {
      const actor = actorOf(context, staff);
      const { positionIds, welcome, name, email, ...rest } = body;
      // Nobody knows the password of an account whose link is still in the mail.
      const firstPassword = makeFirstPassword();
      const passwordHash = await hashPassword(firstPassword);
      return await context.db.$transaction(async (tx) => {
        const { institutionId, actorId, now } = actor;
        await lockInstitution(tx, institutionId);
        const account = { institutionId, name, email, passwordHash, mustChangePassword: true, actorId, roles: [], now };
        const id = await createStaff(tx, account);
        await store.editPerson(tx, actor, id, rest);
        for (const positionId of positionIds) {
          await assignPosition(tx, { institutionId, positionId, staffId: id, startsAt: now, actorId, now });
        }
        if (welcome === 'mail') {
          await sendPasswordLink(context, tx, { id, institutionId, event: 'account-created', by: staff.name, now });
        }
        const person = await store.getPerson(tx, institutionId, id, now);
        return { person, firstPassword: welcome === 'password' ? firstPassword : null };
      });
    },
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/people/:id',
      summary: 'Change what is known of a person',
      access: admin,
      body: personEditSchema,
      answer: personSchema,
      problems: ['not-found', 'email-taken'],
    },
    ({ context, staff, params: { id = '' }, body }) =>
      change(context, actorOf(context, staff), id, (tx, actor) => store.editPerson(tx, actor, id, body)),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/people/:id/deactivation',
      summary: 'Let somebody out: sessions and links end at once',
      access: admin,
      answer: personSchema,
      problems: ['not-found', 'state-conflict'],
    },
    async ({ context, staff, params: { id = '' } }) =>
      changeAndEnd(context, actorOf(context, staff), id, store.deactivate),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/people/:id/reactivation',
      summary: 'Let somebody in again',
      access: admin,
      answer: personSchema,
      problems: ['not-found', 'state-conflict'],
    },
    async ({ context, staff, params: { id = '' } }) => change(context, actorOf(context, staff), id, store.reactivate),
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/people/:id/sessions',
      summary: 'End every session of a person',
      access: admin,
      answer: null,
      problems: ['not-found'],
    },
    ({ context, staff, params: { id = '' } }) => changeAndEnd(context, actorOf(context, staff), id, store.endSessions),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/people/:id/second-step-removal',
      summary: 'Take down the second step of somebody who lost the phone',
      access: admin,
      answer: personSchema,
      problems: ['not-found'],
    },
    ({ context, staff, params: { id = '' } }) =>
      changeAndEnd(context, actorOf(context, staff), id, store.resetSecondStep),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/people/:id/first-password',
      summary: 'A new first password for somebody who cannot get in',
      access: admin,
      answer: newPersonSchema,
      problems: ['not-found', 'state-conflict'],
    },
    async ({ context, staff, params: { id = '' } }) => {
      const firstPassword = makeFirstPassword();
      const passwordHash = await hashPassword(firstPassword);
      const person = await changeAndEnd(context, actorOf(context, staff), id, (tx, actor) =>
        store.giveFirstPassword(tx, actor, id, passwordHash),
      );
      return { person, firstPassword };
    },
  ),
];
