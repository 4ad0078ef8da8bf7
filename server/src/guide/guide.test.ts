/** Guides on paper: every role, both languages, pages counted, contents that lead where they say; over HTTP in the reader's language, for staff only. */
import { guideRoles, guides, rolesOfGuide } from '@sambung/contract/help/guides';
import { tasksFor } from '@sambung/contract/help/topic';
import { helpTopics } from '@sambung/contract/help/topics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, startApplication } from '../../test/application.ts';
import { pagesOf, textOf } from '../../test/printed.ts';
import { renderPdf } from '../document/index.ts';
import { printGuide } from './guide.ts';

const edition = { version: '1.2.3', printedAt: new Date('2026-11-22T16:30:00Z'), timeZone: 'Asia/Jayapura' };
const editions = guideRoles.flatMap((role) => (['id', 'en'] as const).map((language) => ({ role, language })));

describe.each(editions)('the guide of the $role in $language', ({ role, language }) => {
  let pages: string[];
  beforeAll(async () => {
    pages = pagesOf(await renderPdf(printGuide(role, language, edition)), '-layout');
  });

  it('names itself, its version and its day, and counts its pages', () => {
    // Two sheets printed on both sides are what can be handed round.
    if (role === 'participant') expect(pages.length).toBeLessThanOrEqual(4);
    else expect(pages.length).toBeGreaterThan(4);
    expect(pages[0]).toContain(guides[role].title[language]);
    const printed =
      language === 'id' ? 'versi 1.2.3, dicetak 23 November 2026' : 'version 1.2.3, printed 23 November 2026';
    for (const [index, page] of pages.entries()) {
      const count =
        language === 'id' ? `Halaman ${index + 1} dari ${pages.length}` : `Page ${index + 1} of ${pages.length}`;
      expect(page).toContain(count);
      expect(page).toContain(printed);
    }
  });

  it('has every chapter where its contents say', () => {
    const whole = pages.join(' ');
    for (const [index, name] of guides[role].chapters.entries()) {
      const heading = `${index + 1}. ${helpTopics[name][language].title}`;
      const number = new RegExp(`${heading.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')} (\\d+) `).exec(whole)?.[1];
      expect(number, heading).toBeDefined();
      expect(pages[Number(number) - 1], heading).toContain(heading);
    }
  });

  it('says what the role does on each page', () => {
    const whole = pages.join(' ');
    for (const name of guides[role].chapters) {
      const tasks = tasksFor(helpTopics[name][language], rolesOfGuide(role));
      expect(tasks.length, name).toBeGreaterThan(0);
      for (const { title, steps } of tasks) {
        expect(whole).toContain(title);
        // A step may go on on the next page; its beginning stands in one line.
        for (const step of steps) expect(whole).toContain(step.replaceAll('**', '').slice(0, 30).trim());
      }
    }
    expect(whole).not.toContain('**');
  });
});

it('leaves out what other roles do', async () => {
  const requester = textOf(await renderPdf(printGuide('requester', 'id', edition)));
  const technician = textOf(await renderPdf(printGuide('technician', 'id', edition)));
  expect(requester).toContain('Mengambil waktu yang ditawarkan');
  expect(requester).not.toContain('Mengerjakan tahap persiapan');
  expect(technician).toContain('Mengerjakan tahap persiapan');
  expect(technician).not.toContain('Mengambil waktu yang ditawarkan');
});

it.each(['id', 'en'] as const)('explains to participants their own words alone, in %s', async (language) => {
  const participant = textOf(await renderPdf(printGuide('participant', language, edition)));
  const approver = textOf(await renderPdf(printGuide('approver', language, edition)));
  for (const word of ['Plt.:', 'Plh.:', 'SOP']) {
    expect(approver).toContain(word);
    expect(participant).not.toContain(word);
  }
  expect(participant).toContain('WIB, WITA, WIT:');
});

it('never leaves the last step of a task alone on the next page', async () => {
  for (const { role, language } of editions) {
    const pages = pagesOf(await renderPdf(printGuide(role, language, edition)), '-layout');
    const lists = guides[role].chapters.flatMap((name) => tasksFor(helpTopics[name][language], rolesOfGuide(role)));
    for (const { steps } of lists.filter(({ steps }) => steps.length > 1)) {
      const beginnings = steps.slice(-2).map((step) => step.replaceAll('**', '').slice(0, 30).trim());
      const both = pages.filter((page) => beginnings.every((beginning) => page.includes(beginning)));
      expect(both.length, `${role} ${language}: ${beginnings[1]}`).toBeGreaterThan(0);
    }
  }
});

it('keeps the space between a name in bold and what follows it', async () => {
  const text = textOf(await renderPdf(printGuide('requester', 'id', edition)));
  expect(text).toContain('Tulis Email dan Kata sandi, lalu tekan Masuk.');
});

describe('over HTTP', () => {
  let application: Application;
  let email: string;
  beforeAll(async () => {
    application = await startApplication();
    email = (await createInstitution(application, 'panduan.example')).people.requester;
  });
  afterAll(() => application.close());

  it('is served as PDF in the language asked for, else in the reader’s', async () => {
    const reader = await application.signedIn(email);
    for (const [path, headers, title] of [
      ['/api/guides/approver?language=en', {}, 'Approver’s guide'],
      ['/api/guides/approver', { 'accept-language': 'en' }, 'Approver’s guide'],
      ['/api/guides/approver', { 'accept-language': 'id' }, 'Panduan Pemberi Persetujuan'],
    ] as const) {
      const answer = await reader.get(path, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      expect(decodeURIComponent(answer.headers.get('content-disposition') ?? '')).toContain(title);
    }
  });

  it('of participants is for everybody', async () => {
    const answer = await application.visitor().get('/api/guides/participant?language=en');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  });

  it('is not found for a role that there is not, and not served to strangers', async () => {
    const reader = await application.signedIn(email);
    expect((await reader.get('/api/guides/owner')).status).toBe(404);
    expect((await application.visitor().get('/api/guides/requester')).status).toBe(401);
  });
});
