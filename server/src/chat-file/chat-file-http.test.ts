/** Files in the chat: handed round by who is in the room and may write, read by whom they are for, and nothing else than what they say they are. */
import { chatFileLimitBytes } from '@sambung/contract/meeting';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { admitted, openLedMeeting, openPage, type Page, type WayIn } from '../../test/room.ts';
import type { Answer, Visitor } from '../../test/visitor.ts';

let media: SfuProcess;
let application: Application;
let institution: Institution;
const pages: Page[] = [];

beforeAll(async () => {
  media = await startSfu({ env: { MEDIA_WORKERS: '1' } });
  application = await startApplication({}, { media });
  institution = await createInstitution(application);
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});
afterAll(async () => {
  await application?.close();
  await media?.stop();
});

const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const bytesOf = (text: string) => new TextEncoder().encode(text);
const script = bytesOf('<!doctype html><script>alert(1)</script>');
const drawing = bytesOf(
  '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9"/></svg>',
);
/** What a program for Windows and one for Linux begin with. */
const program = bytesOf(`MZ\x90\0\x03\0\0\0\x04\0\0\0${'\0'.repeat(200)}This program cannot be run in DOS mode.`);
const elf = bytesOf(`\x7fELF\x02\x01\x01${'\0'.repeat(200)}`);
const archive = bytesOf(`PK\x03\x04${'\0'.repeat(40)}word/document.xml`);

interface Sent {
  name?: string;
  bytes?: Uint8Array<ArrayBuffer>;
  target?: object;
}

async function somebody(wayIn: WayIn, displayName: string) {
  const browser = await admitted(application, wayIn);
  const page = await openPage(application, wayIn, browser);
  pages.push(page);
  const { self } = await page.get('join', { displayName, transportIds: [] });
  const path = `/api/access/${wayIn.code}/files`;
  const share = (sent: Sent = {}) => hand(browser, path, sent);
  const files = () => page.told('chat:said').filter(({ file }) => file !== null);
  return { browser, page, path, share, files, id: self.participantId };
}

/** As a browser sends a form with a file. */
async function hand(
  browser: Visitor,
  path: string,
  { name = 'undangan.pdf', bytes = pdf, target = { to: 'everyone' } }: Sent,
): Promise<Answer> {
  const { csrfToken } = (await browser.get('/api/session')).body;
  const form = new FormData();
  form.append('target', JSON.stringify(target));
  form.append('file', new Blob([bytes], { type: 'application/pdf' }), name);
  const request = new Request(application.url, { method: 'POST', body: form });
  return await browser.send('POST', path, new Uint8Array(await request.arrayBuffer()), {
    'content-type': request.headers.get('content-type') ?? '',
    origin: application.url,
    'x-csrf-token': csrfToken,
  });
}

async function meeting() {
  const { host, guest } = await openLedMeeting(application, institution);
  const lead = await somebody(host, 'Ibu Rektor');
  return { guest, lead, rani: await somebody(guest, 'Rani'), bayu: await somebody(guest, 'Bayu') };
}

it('goes to everybody, to be kept and never to be run, and to nobody who is not in the room', async () => {
  const { guest, rani, bayu } = await meeting();
  expect((await rani.share({ name: '../ra"pat\n.pdf' })).status).toBe(204);
  await expect.poll(bayu.files).toHaveLength(1);
  const [message] = bayu.files();
  expect(message).toMatchObject({ text: '', file: { mediaType: 'application/pdf', sizeBytes: pdf.length } });
  expect(message?.file?.name).not.toMatch(/[/\n"]/);
  const kept = await bayu.browser.get(`${bayu.path}/${message?.messageId}`);
  expect([kept.status, kept.text]).toEqual([200, new TextDecoder().decode(pdf)]);
  expect(kept.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(kept.headers.get('content-security-policy')).toContain('sandbox');
  expect((await application.visitor().get(`${bayu.path}/${message?.messageId}`)).status).toBe(401);
  // Whoever comes later finds it among the messages.
  const late = await openPage(application, guest);
  pages.push(late);
  const { messages } = await late.get('join', { displayName: 'Dewi', transportIds: [] });
  expect(messages.map(({ file }) => file?.sizeBytes)).toEqual([pdf.length]);
});

it('that is for one or for the hosts is nobody else’s', async () => {
  const { lead, rani, bayu } = await meeting();
  await rani.share({ target: { to: 'leaders' } });
  await expect.poll(lead.files).toHaveLength(1);
  const [forLead] = lead.files();
  expect(bayu.files()).toEqual([]);
  expect((await bayu.browser.get(`${bayu.path}/${forLead?.messageId}`)).status).toBe(404);
  expect((await lead.browser.get(`${lead.path}/${forLead?.messageId}`)).status).toBe(200);
  await rani.share({ target: { to: 'one', participantId: bayu.id } });
  await expect.poll(bayu.files).toHaveLength(1);
  expect((await lead.browser.get(`${lead.path}/${bayu.files()[0]?.messageId}`)).status).toBe(404);
});

it.each([
  ['a page that calls itself a PDF', { bytes: script }, 'file-type-refused'],
  ['a page that calls itself a picture', { bytes: script, name: 'foto.png' }, 'file-type-refused'],
  ['a drawing with a script that calls itself a picture', { bytes: drawing, name: 'foto.png' }, 'file-type-refused'],
  ['a drawing with a script that calls itself a PDF', { bytes: drawing }, 'file-type-refused'],
  ['a drawing that says what it is', { bytes: drawing, name: 'foto.svg' }, 'file-type-refused'],
  ['a program that calls itself a PDF', { bytes: program }, 'file-type-refused'],
  ['a program that calls itself a picture', { bytes: elf, name: 'foto.png' }, 'file-type-refused'],
  ['a program that says what it is', { bytes: program, name: 'pasang.exe' }, 'file-type-refused'],
  ['an archive that calls itself a PDF', { bytes: archive }, 'file-type-refused'],
  ['a PDF that calls itself a picture', { name: 'foto.png' }, 'file-type-refused'],
  ['a PDF that calls itself a page', { name: 'undangan.html' }, 'file-type-refused'],
  ['a PDF that calls itself a program', { name: 'undangan.pdf.exe' }, 'file-type-refused'],
  ['one that is too large', { bytes: new Uint8Array(chatFileLimitBytes + 1) }, 'payload-too-large'],
  ['one for a target that there is not', { target: { to: 'nobody' } }, 'malformed-body'],
] as const)('refuses %s, and tells nobody', async (_name, sent, code) => {
  const { rani, bayu } = await meeting();
  expect((await rani.share(sent)).problem.code).toBe(code);
  expect(bayu.files()).toEqual([]);
});

it('refuses who has left, who never came, and who may not write to all now', async () => {
  const { lead, rani, bayu } = await meeting();
  await lead.page.get('lead:set', { permissions: { chat: 'leaders' } });
  expect((await rani.share()).problem.code).toBe('forbidden');
  expect((await rani.share({ target: { to: 'leaders' } })).status).toBe(204);
  await lead.page.get('lead:set', { permissions: { chat: 'everyone' } });
  await bayu.page.get('leave', {});
  expect((await bayu.share()).problem.code).toBe('not-joined');
  expect((await hand(application.visitor(), bayu.path, {})).status).toBe(401);
});
