/** The OpenAPI 3.1 description of the HTTP API, generated from the route table: what is declared is what is described. */
import { type ProblemCode, problemCodes, problemSchema } from '@sambung/contract/problem';
import { z } from 'zod';
import type { Route } from './route.ts';

/** JSON Schema, or any other part of the document. */
export type Json = { [key: string]: unknown };

/** One operation as the page shows it. */
export interface Operation extends Json {
  operationId: string;
  summary: string;
  tags: string[];
  description: string;
  parameters: Json[];
  requestBody?: Json;
  responses: Record<string, Json>;
}

export interface OpenApi extends Json {
  openapi: string;
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Json };
}

const intro = `Every answer that is no success is a problem (RFC 9457) with a code of a closed list. Instants are ISO 8601 in UTC, zones IANA names.
Signing in (\`POST /api/session\`) sets a cookie; every changing request also carries the session's token (\`csrfToken\` of \`GET /api/session\`) in \`x-csrf-token\`.
Rows of another institution do not exist for the caller: they are not found.`;

/** Describes the whole table. */
export function describeApi(table: readonly Route[], version: string): OpenApi {
  const components: Record<string, Json> = {};
  components.Problem = schemaOf(problemSchema, 'output', 'Problem', components);
  const paths: OpenApi['paths'] = {};
  for (const route of table) {
    const path = `/api${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sambung', version, description: intro },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'sambung_staff' },
        csrf: { type: 'apiKey', in: 'header', name: 'x-csrf-token' },
      },
    },
  };
}

function operationOf(route: Route, components: Record<string, Json>): Operation {
  const operationId = [route.method, ...route.path.split('/').map((part) => part.replace(/\W/g, ''))]
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('');
  const changes = route.method !== 'get';
  const security = [
    { ...(route.access === 'anyone' ? {} : { session: [] }), ...(changes ? { session: [], csrf: [] } : {}) },
  ];
  const body = requestBodyOf(route, operationId, components);
  return {
    operationId,
    summary: route.summary,
    tags: [route.path.split('/')[1] ?? ''],
    description: `Access: ${accessOf(route)}.`,
    security,
    parameters: [...pathParameters(route), ...queryParameters(route, operationId, components)],
    ...(body && { requestBody: body }),
    responses: { ...successOf(route, operationId, components), ...problemsOf(route) },
  };
}

/** Who may call, in words. */
export function accessOf({ access }: Route): string {
  if (access === 'anyone') return 'anyone';
  return access === 'staff' ? 'any staff account' : `staff who are ${access.join(' or ')}`;
}

function pathParameters({ path }: Route): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    ...{ name, in: 'path', required: true },
    schema: name === 'id' || name.endsWith('Id') ? { type: 'string', format: 'uuid' } : { type: 'string' },
  }));
}

function queryParameters(route: Route, operationId: string, components: Record<string, Json>): Json[] {
  if (!route.query) return [];
  const schema = schemaOf(route.query, 'input', `${operationId}Query`, components);
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries((schema.properties as Record<string, Json> | undefined) ?? {}).map(([name, property]) => ({
    ...{ name, in: 'query', required: required.has(name), schema: property },
  }));
}

function requestBodyOf(route: Route, operationId: string, components: Record<string, Json>): Json | undefined {
  if (route.upload) {
    const file = { type: 'string', contentMediaType: 'application/octet-stream' };
    const schema = { type: 'object', properties: { file }, additionalProperties: { type: 'string' } };
    return { required: true, content: { 'multipart/form-data': { schema } } };
  }
  if (!route.body) return undefined;
  const schema = schemaOf(route.body, 'input', `${operationId}Body`, components);
  const required = !route.body.safeParse(undefined).success;
  return { required, content: { 'application/json': { schema } } };
}

function successOf(route: Route, operationId: string, components: Record<string, Json>): Record<string, Json> {
  if (route.answer === null) return { 204: { description: 'Done; nothing is said.' } };
  const status = String(route.status ?? 200);
  if (route.answer === 'file') return { [status]: { description: 'The document.', content: { '*/*': {} } } };
  const schema = schemaOf(route.answer, 'output', `${operationId}Answer`, components);
  return { [status]: { description: 'Done.', content: { 'application/json': { schema } } } };
}

/** Every code that a caller of this route can meet: its own, and those that follow from access, parameters and input. */
export function problemCodesOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>(route.problems ?? []);
  const add = (...more: ProblemCode[]) => {
    for (const code of more) codes.add(code);
  };
  add(route.joining ? 'crowded' : 'too-many-requests', 'malformed-body');
  if (route.access !== 'anyone') add('not-signed-in');
  if (route.access !== 'anyone' && !route.beforeDuties) add('password-change-required', 'second-step-required');
  if (Array.isArray(route.access)) add('forbidden');
  if (route.method !== 'get') add('csrf-token-missing', 'origin-not-allowed', 'payload-too-large');
  if (route.path.includes(':')) add('not-found');
  if (route.body || route.query || route.upload) add('invalid-input');
  if (route.upload) add('payload-too-large');
  return [...codes];
}

function problemsOf(route: Route): Record<string, Json> {
  const byStatus = new Map<string, ProblemCode[]>();
  for (const code of problemCodesOf(route)) {
    const status = String(problemCodes[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.map((code) => `\`${code}\`: ${problemCodes[code].en}.`).join(' '), content },
    ]),
  );
}

/** A zod schema as JSON Schema; what refers to itself becomes a component under `name`, because references count from the document's root. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', name: string, components: Record<string, Json>): Json {
  const { $schema: _, $defs, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  const moved = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(moved);
    if (typeof part !== 'object' || part === null) return part;
    const entries = Object.entries(part as Json).map(([key, value]) => {
      if (key !== '$ref' || typeof value !== 'string') return [key, moved(value)];
      return [
        key,
        value === '#' ? `#/components/schemas/${name}` : value.replace('#/$defs/', `#/components/schemas/${name}.`),
      ];
    });
    return Object.fromEntries(entries);
  };
  for (const [inner, definition] of Object.entries(($defs as Record<string, Json> | undefined) ?? {}))
    components[`${name}.${inner}`] = moved(definition) as Json;
  const whole = moved(made) as Json;
  if (!JSON.stringify(made).includes('"$ref":"#"')) return whole;
  components[name] = whole;
  return { $ref: `#/components/schemas/${name}` };
}
