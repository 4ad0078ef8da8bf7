/** People and positions of an institution, as its administrators keep them. */
import { z } from 'zod';
import { capacitySchema, roleSchema } from './http.ts';
import { languageSchema } from './problem.ts';
import { instantSchema, keySchema, lineSchema, phoneSchema } from './text.ts';

const phone = z.union([z.literal(''), phoneSchema]);

/** A position held now or later, beside who holds it. */
export const assignmentSchema = z.object({
  id: z.uuid(),
  positionId: z.uuid(),
  positionTitle: z.string(),
  staffId: z.uuid(),
  staffName: z.string(),
  capacity: capacitySchema,
  startsAt: instantSchema,
  endsAt: instantSchema.nullable(),
});
export type PositionAssignment = z.infer<typeof assignmentSchema>;

// GET /api/people → Person[] · POST /api/people (PersonCreation) → 201 NewPerson · PATCH /api/people/:id (PersonEdit) → Person
export const personSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  employeeNumber: z.string(),
  unit: z.string(),
  skills: z.array(z.string()),
  language: languageSchema,
  roles: z.array(roleSchema),
  assignments: z.array(assignmentSchema),
  mustChangePassword: z.boolean(),
  secondStep: z.boolean(),
  deactivatedAt: instantSchema.nullable(),
  /** Name and addresses were erased; it cannot be let in again. */
  anonymised: z.boolean(),
  createdAt: instantSchema,
});
export type Person = z.infer<typeof personSchema>;
export const personEditSchema = z.strictObject({
  name: lineSchema(120).optional(),
  email: z.email().max(200).optional(),
  phone: phone.optional(),
  employeeNumber: z.string().trim().max(60).optional(),
  unit: z.string().trim().max(120).optional(),
  skills: z.array(lineSchema(60)).max(30).optional(),
  language: languageSchema.optional(),
});
export type PersonEdit = z.infer<typeof personEditSchema>;
export const personCreationSchema = personEditSchema.extend({
  name: lineSchema(120),
  email: z.email().max(200),
  /** Positions held definitively from now on. */
  positionIds: z.array(z.uuid()).max(20).default([]),
  /** A first password told to the admin once, or a link by mail to choose one. */
  welcome: z.enum(['password', 'mail']),
});
export type PersonCreation = z.input<typeof personCreationSchema>;
export const newPersonSchema = z.object({
  person: personSchema,
  /** Told once; it must be changed at the first sign-in. Null when a link went by mail. */
  firstPassword: z.string().nullable(),
});
export type NewPerson = z.infer<typeof newPersonSchema>;
// POST /api/people/:id/deactivation · /reactivation · /second-step-removal → Person · DELETE /api/people/:id/sessions → 204
// POST /api/people/:id/first-password → NewPerson: for somebody who cannot get in

// GET /api/positions → Position[] · POST /api/positions (PositionCreation) → 201 Position · PATCH /api/positions/:id (PositionEdit) → Position
export const positionSchema = z.object({
  id: z.uuid(),
  key: z.string(),
  title: z.string(),
  roles: z.array(roleSchema),
  superiorId: z.uuid().nullable(),
  retiredAt: instantSchema.nullable(),
  /** In force or still to come, those in force first. */
  assignments: z.array(assignmentSchema),
});
export type Position = z.infer<typeof positionSchema>;
export const positionEditSchema = z.strictObject({
  title: lineSchema(200).optional(),
  roles: z.array(roleSchema).min(1).optional(),
  superiorId: z.uuid().nullable().optional(),
});
export type PositionEdit = z.infer<typeof positionEditSchema>;
export const positionCreationSchema = z.strictObject({
  key: keySchema,
  title: lineSchema(200),
  roles: z.array(roleSchema).min(1),
  superiorId: z.uuid().nullable().default(null),
});
export type PositionCreation = z.input<typeof positionCreationSchema>;
// POST /api/positions/:id/retirement → Position
// POST /api/positions/:id/assignments (AssignmentInput) → 201 Position · POST /api/positions/:id/assignments/:assignmentId/end (AssignmentEnd) → Position
export const assignmentInputSchema = z.strictObject({
  staffId: z.uuid(),
  capacity: capacitySchema.default('definitive'),
  startsAt: instantSchema,
  /** Plt. and Plh. must end. */
  endsAt: instantSchema.nullable().default(null),
});
export type AssignmentInput = z.input<typeof assignmentInputSchema>;
export const assignmentEndSchema = z.strictObject({ endsAt: instantSchema });
