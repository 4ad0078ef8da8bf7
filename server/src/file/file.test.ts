/** Files: names, types by content, durability on a real disk, uploads over HTTP, collection. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Application, startApplication, startOfTime } from '../../test/application.ts';
import { DomainError } from '../problem.ts';
import { receiveContent } from './content.ts';
import { contentDisposition, contentPath, decideMediaType, safeName, sha256Of } from './file.ts';
import { collectFiles, getFile, readUpload, sendFile, storeFile } from './index.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const accepted = ['application/pdf', 'image/png'];

describe('names and types', () => {
  test.each([
    ['surat.pdf', 'surat.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\a\\surat permohonan.pdf', 'surat permohonan.pdf'],
    ['a\u0000b\r\nc.pdf', 'abc.pdf'],
    ['gpj.\u202Efdp', 'gpj.fdp'],
    ['..', 'dokumen'],
    ['', 'dokumen'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(196)}.pdf`],
  ])('%j is kept as %j', (sent, kept) => expect(safeName(sent)).toBe(kept));

  test.each([
    ['a.pdf', 'application/pdf', 'application/pdf'],
    ['A.PDF', undefined, 'application/pdf'],
    ['tanpa-akhiran', 'application/octet-stream', 'image/png'],
  ])('%s declared as %s is %s', (name, declaredType, contentType) =>
    expect(decideMediaType({ name, declaredType, contentType }, accepted)).toBe(contentType),
  );

  test.each([
    ['a name that lies', 'foto.pdf', 'application/octet-stream', 'image/png'],
    ['a declared type that lies', 'foto.png', 'application/pdf', 'image/png'],
    ['a program', 'foto.png', 'image/png', 'application/x-msdownload'],
    ['something unknown', 'foto.png', 'image/png', undefined],
    ['a type that is not accepted', 'foto.webp', 'image/webp', 'image/webp'],
  ])('refuses %s', (_what, name, declaredType, contentType) =>
    expect(() => decideMediaType({ name, declaredType, contentType }, accepted)).toThrow('file-type-refused'),
  );

  it('writes names into headers without letting them out', () => {
    const header = contentDisposition('surat "ibu\' é.pdf');
    expect(header).toBe(`attachment; filename="surat _ibu' e.pdf"; filename*=UTF-8''surat%20%22ibu%27%20%C3%A9.pdf`);
  });
});

let application: Application;
let institutionId: string;
let server: Server;
let url: string;
let lastUpload: Promise<unknown>;
beforeAll(async () => {
  application = await startApplication();
  institutionId = await institution('Instansi Satu');
  const { context } = application;
  // A bare server in front of the reader: the routes that use it have tests of their own.
  server = createServer((req, res) => {
    lastUpload = readUpload(context, req, { limitBytes: 1_000_000 });
    lastUpload.then(
      (upload) => res.end(JSON.stringify(upload)),
      (error) => {
        res.statusCode = 400;
        res.end(error instanceof DomainError ? error.code : String(error));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.close();
  await application.close();
});

async function institution(name: string): Promise<string> {
  const data = { name, timeZone: 'Asia/Jakarta' };
  return (await application.context.db.institution.create({ data })).id;
}
const incoming = () => {
  try {
    return readdirSync(join(application.context.filesDirectory, 'incoming'));
  } catch {
    return [];
  }
};
function store(bytes: Uint8Array, name = 'surat.pdf') {
  const { context } = application;
  return context.db.$transaction((tx) => storeFile(context, tx, { institutionId, name, bytes, now: startOfTime }));
}
function form(...files: [string, Uint8Array<ArrayBuffer>, string?][]): FormData {
  const data = new FormData();
  data.append('kind', 'surat-permohonan');
  for (const [name, bytes, type = ''] of files) data.append('file', new Blob([bytes], { type }), name);
  return data;
}

describe('the store', () => {
  it('keeps a file under its hash and gives the same bytes back', async () => {
    const file = await store(pdf);
    expect(file).toMatchObject({ sha256: sha256Of(pdf), sizeBytes: pdf.length, mediaType: 'application/pdf' });
    expect(readFileSync(join(application.context.filesDirectory, contentPath(file.sha256)))).toEqual(pdf);
    expect(incoming()).toEqual([]);
  });

  it('stores the same content once for two rows', async () => {
    const [first, second] = [await store(png, 'a.png'), await store(png, 'b.png')];
    expect(first.id).not.toBe(second.id);
    expect(first.sha256).toBe(second.sha256);
  });

  it('does not give a file to another institution', async () => {
    const file = await store(pdf);
    const { db } = application.context;
    await expect(getFile(db, institutionId, file.id)).resolves.toMatchObject({ name: 'surat.pdf' });
    const other = await institution('Instansi Lain');
    await expect(getFile(db, other, file.id)).rejects.toThrow('not-found');
  });

  it('leaves nothing behind when a file is refused', async () => {
    await expect(store(Buffer.from('MZ not a picture'), 'a.png')).rejects.toThrow('file-type-refused');
    expect(incoming()).toEqual([]);
  });

  it('answers a full disk with a sentence', async () => {
    const { filesDirectory } = application.context;
    mkdirSync(join(filesDirectory, 'incoming'), { recursive: true });
    // The kernel's own full device stands behind the temporary name.
    symlinkSync('/dev/full', join(filesDirectory, 'incoming', 'full'));
    const source = (async function* () {
      yield randomBytes(100_000);
    })();
    const refused = await receiveContent(filesDirectory, source, { limitBytes: 1_000_000, name: 'full' }).catch(
      (e) => e,
    );
    expect(refused).toMatchObject({ code: 'storage-full' });
    expect(refused.detail.id).toMatch(/penuh/);
    expect(incoming()).toEqual([]);
  });

  it('collects contents of rolled-back transactions and stale uploads, and nothing that a row names', async () => {
    const { context } = application;
    const kept = await store(pdf);
    const lost = Buffer.concat([pdf, Buffer.from('rolled back')]);
    const rolledBack = context.db.$transaction(async (tx) => {
      await storeFile(context, tx, { institutionId, name: 'surat.pdf', bytes: lost, now: startOfTime });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    const stale = join(context.filesDirectory, 'incoming', 'broken-upload');
    writeFileSync(stale, 'half');
    utimesSync(stale, new Date(0), new Date(0));
    expect(await collectFiles(context)).toEqual({ contents: 1, incoming: 1 });
    expect(readFileSync(join(context.filesDirectory, contentPath(kept.sha256)))).toEqual(pdf);
  });

  it('does not collect a content whose transaction is still open', async () => {
    const { context } = application;
    const bytes = Buffer.concat([pdf, Buffer.from('still open')]);
    const collected: Promise<{ contents: number }>[] = [];
    await context.db.$transaction(async (tx) => {
      await storeFile(context, tx, { institutionId, name: 'surat.pdf', bytes, now: startOfTime });
      collected.push(collectFiles(context));
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect((await collected[0])?.contents).toBe(0);
    expect(readFileSync(join(context.filesDirectory, contentPath(sha256Of(bytes))))).toEqual(bytes);
  });
});

describe('uploads', () => {
  it('streams a file to disk and reads the fields', async () => {
    const answer = await fetch(url, { method: 'POST', body: form(['surat é.pdf', pdf, 'application/pdf']) });
    expect(await answer.json()).toMatchObject({
      fields: { kind: 'surat-permohonan' },
      files: [
        { field: 'file', name: 'surat é.pdf', declaredType: 'application/pdf', content: { sha256: sha256Of(pdf) } },
      ],
    });
    await collectAll();
  });

  test.each<[string, () => FormData | string, Record<string, string>, string]>([
    ['a file beyond the limit', () => form(['a.pdf', randomBytes(1_100_000)]), {}, 'payload-too-large'],
    ['a file far beyond the limit', () => form(['a.pdf', randomBytes(5_000_000)]), {}, 'payload-too-large'],
    ['two files where one is asked for', () => form(['a.pdf', pdf], ['b.pdf', pdf]), {}, 'malformed-body'],
    [
      'a form without an end',
      () => '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF',
      { 'content-type': 'multipart/form-data; boundary=x' },
      'malformed-body',
    ],
    ['a form without a boundary', () => 'x', { 'content-type': 'multipart/form-data' }, 'malformed-body'],
    ['something else', () => '{}', { 'content-type': 'application/json' }, 'malformed-body'],
  ])('refuses %s and leaves nothing behind', async (_what, body, headers, code) => {
    const answer = await fetch(url, { method: 'POST', body: body(), headers });
    expect(await answer.text()).toBe(code);
    expect(incoming()).toEqual([]);
  });

  it('leaves nothing behind when the sender goes away', async () => {
    const begun = httpRequest(url, { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' } });
    begun.on('error', () => {});
    begun.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 half');
    while (incoming().length === 0) await new Promise((resolve) => setImmediate(resolve));
    begun.destroy();
    await expect(lastUpload).rejects.toThrow('malformed-body');
    expect(incoming()).toEqual([]);
  });

  const collectAll = async () => {
    for (const name of incoming())
      utimesSync(join(application.context.filesDirectory, 'incoming', name), new Date(0), new Date(0));
    await collectFiles(application.context);
  };
});

it('sends a file so that a browser keeps it and never runs it', async () => {
  const { context } = application;
  const file = await store(pdf, 'surat "é".pdf');
  const sending = createServer((_req, res) => void sendFile(context, res as never, file));
  await new Promise<void>((resolve) => sending.listen(0, '127.0.0.1', resolve));
  try {
    const answer = await fetch(`http://127.0.0.1:${(sending.address() as AddressInfo).port}/`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pdf);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(pdf.length),
      'content-disposition': expect.stringMatching(/^attachment; filename="/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox;/),
    });
  } finally {
    sending.close();
  }
});
