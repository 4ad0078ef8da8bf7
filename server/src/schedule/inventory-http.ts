/** Places, equipment and blackouts over HTTP. */
import * as contract from '@sambung/contract/schedule';
import { z } from 'zod';
import { defineRoute, type Route } from '../api/index.ts';
import { DomainError } from '../problem.ts';
import { listEquipment } from './equipment-store.ts';
import * as inventory from './inventory.ts';
import { listPlaces } from './place-store.ts';

const admins = ['admin'] as const;
const keepers = ['technician', 'admin'] as const;
/** Query strings carry text: only `true` is. */
const retiredQuerySchema = z.object({ retired: z.enum(['true', 'false']).optional() });
const idOf = (params: Readonly<Record<string, string>>) => params.id ?? '';

const placeRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/places',
      summary: 'Places of the institution; with `retired=true` also those out of use',
      access: 'staff',
      query: retiredQuerySchema,
      answer: z.array(contract.placeDetailSchema),
    },
    ({ context, staff, query }) => listPlaces(context.db, staff.institution.id, query.retired === 'true'),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/places',
      summary: 'A new place',
      access: admins,
      body: contract.placeInputSchema,
      answer: contract.placeDetailSchema,
      status: 201,
    },
    ({ context, staff, body }) => inventory.createPlace(context, staff, body),
  ),
  defineRoute(
    {
      method: 'put',
      path: '/places/:id',
      summary: 'Changes a place',
      access: admins,
      body: contract.placeInputSchema,
      answer: contract.placeDetailSchema,
    },
    ({ context, staff, params, body }) => inventory.changePlace(context, staff, idOf(params), body),
  ),
  ...([true, false] as const).map((retired) =>
    defineRoute(
      {
        method: retired ? 'post' : 'delete',
        path: '/places/:id/retirement',
        summary: retired ? 'Takes a place out of use' : 'Takes a place into use again',
        access: admins,
        answer: contract.placeDetailSchema,
        problems: retired ? ['still-held'] : [],
      },
      ({ context, staff, params }) => inventory.retirePlace(context, staff, idOf(params), retired),
    ),
  ),
];

const equipmentRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/equipment',
      summary: 'Equipment of the institution with its units; with `retired=true` also what is out of use',
      access: 'staff',
      query: retiredQuerySchema,
      answer: z.array(contract.equipmentSchema),
    },
    ({ context, staff, query }) => listEquipment(context.db, staff.institution.id, query.retired === 'true'),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/equipment',
      summary: 'A new kind of equipment with so many units',
      access: admins,
      body: contract.equipmentCreationSchema,
      answer: contract.equipmentSchema,
      status: 201,
    },
    ({ context, staff, body }) => inventory.createEquipment(context, staff, body),
  ),
  defineRoute(
    {
      method: 'put',
      path: '/equipment/:id',
      summary: 'Changes name and note',
      access: admins,
      body: contract.equipmentInputSchema,
      answer: contract.equipmentSchema,
    },
    ({ context, staff, params, body }) => inventory.changeEquipment(context, staff, idOf(params), body),
  ),
  ...([true, false] as const).map((retired) =>
    defineRoute(
      {
        method: retired ? 'post' : 'delete',
        path: '/equipment/:id/retirement',
        summary: retired ? 'Takes equipment out of use' : 'Takes equipment into use again',
        access: admins,
        answer: contract.equipmentSchema,
        problems: retired ? ['still-held'] : [],
      },
      ({ context, staff, params }) => inventory.retireEquipment(context, staff, idOf(params), retired),
    ),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/equipment/:id/units',
      summary: 'One more unit',
      access: admins,
      body: contract.unitInputSchema,
      answer: contract.equipmentSchema,
      status: 201,
    },
    ({ context, staff, params, body }) => inventory.addUnit(context, staff, idOf(params), body.label),
  ),
  defineRoute(
    {
      method: 'patch',
      path: '/equipment/:id/units/:unitId',
      summary: 'Broken, repaired, renamed, out of use; the last two by admins alone',
      access: keepers,
      body: contract.unitChangeSchema,
      answer: contract.equipmentSchema,
      problems: ['still-held'],
    },
    ({ context, staff, params, body }) =>
      inventory.changeUnit(context, staff, { id: idOf(params), unitId: params.unitId ?? '' }, body),
  ),
];

const blackoutRoutes: readonly Route[] = [
  defineRoute(
    {
      method: 'get',
      path: '/blackouts',
      summary: 'When places, people or units of equipment may not be held',
      access: 'staff',
      query: contract.blackoutQuerySchema,
      answer: z.array(contract.blackoutSchema),
    },
    ({ context, staff, query }) => inventory.listBlackouts(context, staff, new Date(query.from), new Date(query.to)),
  ),
  defineRoute(
    {
      method: 'post',
      path: '/blackouts',
      summary: 'Keeps a place, somebody or a unit from being held; refused with the cases that hold it then',
      access: admins,
      body: contract.blackoutInputSchema,
      answer: contract.blackoutSchema,
      status: 201,
      problems: ['still-held', 'hold-conflict'],
    },
    ({ context, staff, body }) => inventory.createBlackout(context, staff, body),
  ),
  defineRoute(
    {
      method: 'delete',
      path: '/blackouts/:id',
      summary: 'Lets a blackout go',
      access: admins,
      answer: null,
      problems: ['not-found'],
    },
    async ({ context, staff, params }) => {
      if (!(await inventory.endBlackout(context, staff, idOf(params)))) throw new DomainError('not-found');
    },
  ),
];

export const inventoryRoutes: readonly Route[] = [...placeRoutes, ...equipmentRoutes, ...blackoutRoutes];
