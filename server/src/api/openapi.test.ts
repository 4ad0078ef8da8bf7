/** The description says of every route what its declaration says, and the page shows it without scripts. */
import { problemCodes } from '@sambung/contract/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Application, startApplication } from '../../test/application.ts';
import { routeTable } from '../routes.ts';
import { describeApi } from './openapi.ts';
import { defineRoute } from './route.ts';

const api = describeApi(routeTable, '1.2.3');
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** All references of a document, and those that lead nowhere. */
function deadReferences(document: unknown): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, reference = '']) => reference,
  );
  return references.filter((reference) => {
    const name = /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1];
    return name === undefined || !(name in api.components.schemas);
  });
}

describe('the OpenAPI document', () => {
  it('has every route once, under a name of its own, with its parameters', () => {
    expect(operations.length).toBe(routeTable.length);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(routeTable.length);
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(named);
    }
  });

  it('refers to nothing that is not in it', () => {
    expect(JSON.stringify(api)).toContain('"$ref"');
    expect(deadReferences(api)).toEqual([]);
  });

  it('names the problems that follow from access, input and parameters', () => {
    const route = defineRoute(
      {
        method: 'post',
        path: '/things/:id/parts/:name',
        summary: 'Add a part',
        access: ['admin'],
        body: z.object({ at: z.iso.datetime(), note: z.string().max(5).optional() }),
        query: z.object({ page: z.coerce.number().int().min(1).optional() }),
        answer: z.object({ id: z.uuid() }),
        status: 201,
        problems: ['state-conflict'],
      },
      async () => ({ id: '' }),
    );
    const operation = describeApi([route], '1').paths['/api/things/{id}/parts/{name}']?.post;
    expect(operation).toMatchObject({
      operationId: 'postThingsIdPartsName',
      security: [{ session: [], csrf: [] }],
      parameters: [
        { name: 'id', in: 'path', schema: { format: 'uuid' } },
        { name: 'name', in: 'path', schema: { type: 'string' } },
        { name: 'page', in: 'query', required: false },
      ],
      requestBody: { required: true, content: { 'application/json': { schema: { required: ['at'] } } } },
    });
    expect(Object.keys(operation?.responses ?? {})).toEqual(['201', '400', '401', '403', '404', '409', '413', '429']);
    expect(operation?.responses['409']?.description).toContain('state-conflict');
    expect(operation?.responses['201']).toMatchObject({
      content: { 'application/json': { schema: { required: ['id'], additionalProperties: false } } },
    });
  });

  it('describes recursive schemas as components', () => {
    const tree: z.ZodType = z.object({
      name: z.string(),
      get children() {
        return z.array(tree);
      },
    });
    const route = defineRoute(
      { method: 'get', path: '/trees', summary: 'Trees', access: 'anyone', answer: tree },
      async () => ({ name: '', children: [] }),
    );
    const described = describeApi([route], '1');
    const names = Object.keys(described.components.schemas).filter((name) => name.startsWith('getTrees'));
    expect(names.length).toBeGreaterThan(0);
    for (const [, reference = ''] of JSON.stringify(described).matchAll(
      /"\$ref":"#\/components\/schemas\/(get[^"]+)"/g,
    ))
      expect(names).toContain(reference);
  });
});

describe('over HTTP', () => {
  let application: Application;
  beforeAll(async () => {
    application = await startApplication();
  });
  afterAll(() => application.close());

  it('serves the document to anybody', async () => {
    const answer = await application.visitor().get('/api/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.body.openapi).toBe('3.1.0');
    expect(Object.keys(answer.body.paths)).toEqual(Object.keys(api.paths));
    const codes = Object.keys(problemCodes);
    expect(answer.body.components.schemas.Problem.properties.code.enum).toEqual(codes);
  });

  it('shows every route on a page in both languages that runs nothing and loads nothing', async () => {
    const english = await application.visitor('en').get('/api/docs');
    const indonesian = await application.visitor('en').get('/api/docs?language=id');
    expect(english.headers.get('content-type')).toContain('text/html');
    expect(english.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const { operation } of operations) expect(english.text).toContain(`id="${operation.operationId}"`);
    expect(english.text).toContain('<html lang="en">');
    expect(indonesian.text).toContain('<html lang="id">');
    expect(indonesian.text).toContain('Isi permintaan');
    expect(english.text).not.toMatch(/<script|<link|<img|<iframe|javascript:|\son\w+=|src=|https?:\/\//i);
  });
});
