/** Real browsers, each with one page that can be called: Debian's Chromium through Playwright, Firefox ESR over WebDriver BiDi. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { type TrustedServer, trust } from '../support/certificate-authority.ts';
import { addressForFirefox, type CallablePage, firefoxPath, openFirefox } from '../support/firefox.ts';
import { chromiumArguments, chromiumPath } from '../support/participant.ts';

export interface TestBrowser {
  name: 'Chromium' | 'Firefox';
  /** An IPv4 address of this machine that it reaches us at. */
  address: string;
  /** Whether it can send and receive H.264; Debian's Firefox cannot without a plug-in from the internet. */
  hasH264: boolean;
  /** Opens `url`; `server` is known by its name, and its authority's certificates are trusted. */
  open(url: string, server?: TrustedServer): Promise<CallablePage>;
}

const chromiumBrowser: TestBrowser = { name: 'Chromium', address: '127.0.0.1', hasH264: true, open: openChromium };

/** The browsers of this machine, Chromium first. */
export const browsers: readonly TestBrowser[] = [
  chromiumBrowser,
  ...(firefoxPath && addressForFirefox
    ? [{ name: 'Firefox' as const, address: addressForFirefox, hasH264: false, open: openInFirefox }]
    : []),
];

function openInFirefox(url: string, server?: TrustedServer): Promise<CallablePage> {
  return openFirefox(url, server && { server });
}

async function openChromium(url: string, server?: TrustedServer): Promise<CallablePage> {
  const trusting = server ? homeThatTrusts(server.authority) : undefined;
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...chromiumArguments,
      '--disable-features=WebRtcHideLocalIpsWithMdns',
      ...(server ? [`--host-resolver-rules=MAP ${server.name} ${server.address}`] : []),
    ],
    ...(trusting && { env: { ...process.env, HOME: trusting.folder } as Record<string, string> }),
  });
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  const page = await context.newPage();
  await page.goto(url);
  return {
    call: (source, ...args) => page.evaluate(`(${source})(${args.map((value) => JSON.stringify(value)).join(', ')})`),
    close: async () => {
      await browser.close();
      trusting?.remove();
    },
  };
}

/** A home folder whose certificate store, which Chromium on Linux reads, trusts one more authority. */
export function homeThatTrusts(authority: string): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-home-'));
  const store = join(folder, '.pki/nssdb');
  mkdirSync(store, { recursive: true });
  trust(store, authority);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
