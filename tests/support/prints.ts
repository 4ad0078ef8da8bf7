/** The printed documents of a case as somebody opens them from its page: their text, and their pages as pictures. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type Page } from '@playwright/test';

/** The share of dark dots that a page with a letterhead has at least; a page that failed to render has none. */
export const leastInk = 0.002;

/** A document of the case as it is printed. */
export interface Printed {
  readonly text: string;
  /** Share of dark dots on each page, from the picture of the page. */
  readonly inkShares: readonly number[];
}

/** Opens every print that the case's page offers: the text as a reader's program finds it, by the name of its link; the pages as pictures in `folder`. */
export async function openPrints(page: Page, folder: string): Promise<Map<string, Printed>> {
  const links = page.getByRole('region', { name: 'Dokumen' }).locator('a[href*="/prints/"]');
  await expect(links).not.toHaveCount(0);
  const prints = new Map<string, Printed>();
  for (const link of await links.all()) {
    const name = (await link.textContent())?.trim() ?? '';
    const answer = await page.request.get(new URL((await link.getAttribute('href')) ?? '', page.url()).href);
    expect(answer.headers()['content-type']).toContain('application/pdf');
    prints.set(name, readPrint(await answer.body(), join(folder, name.replace(/\W+/g, '-'))));
  }
  return prints;
}

/** Reads a print as text and, page by page, as pictures; both stay at `path`. */
export function readPrint(pdf: Buffer, path: string): Printed {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.pdf`, pdf);
  const text = execFileSync('pdftotext', ['-raw', `${path}.pdf`, '-'])
    .toString()
    .replace(/\s+/g, ' ');
  execFileSync('pdftoppm', ['-r', '60', '-png', `${path}.pdf`, path]);
  const grey = execFileSync('pdftoppm', ['-r', '40', '-gray', `${path}.pdf`], { maxBuffer: 50_000_000 });
  return { text, inkShares: inkShares(grey) };
}

/** The share of dark dots of each of the grey pictures (PGM, one after the other). */
function inkShares(pictures: Buffer): number[] {
  const shares: number[] = [];
  for (let at = 0; at < pictures.length; ) {
    const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pictures.toString('latin1', at, at + 40));
    if (!header) throw new Error('pdftoppm answered something that is no grey picture');
    const start = at + header[0].length;
    const dots = pictures.subarray(start, start + Number(header[1]) * Number(header[2]));
    shares.push(dots.reduce((dark, dot) => dark + (dot < 128 ? 1 : 0), 0) / dots.length);
    at = start + dots.length;
  }
  return shares;
}

/** Every one of `texts` stands in the print of that name, label and value beside each other; no page of any print is empty. */
export function expectPrinted(
  prints: ReadonlyMap<string, Printed>,
  texts: Readonly<Record<string, readonly string[]>>,
): void {
  expect([...prints.keys()].sort()).toEqual(Object.keys(texts).sort());
  for (const [name, expected] of Object.entries(texts))
    for (const text of expected) expect(prints.get(name)?.text, name).toContain(text);
  for (const { inkShares } of prints.values()) expect(Math.min(...inkShares)).toBeGreaterThan(leastInk);
}
