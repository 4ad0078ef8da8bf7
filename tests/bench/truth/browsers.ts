/** The browsers of both sites: real Chromium in the site's own network, with what stands before its camera and microphone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { chromiumArguments } from '../../support/participant.ts';
import type { Site } from './network.ts';
import { type Camera, type SourceFault, type Voice, writeCamera, writeVoice } from './sources.ts';

export interface SiteBrowser {
  browser: Browser;
  fault: SourceFault;
  camera: Camera;
  voice: Voice;
}

/** Opens browsers when they are needed and keeps them for the next cell; one with another source is another browser. */
export class SiteBrowsers {
  readonly #open = new Map<string, SiteBrowser>();
  readonly #folders: string[] = [];

  async at(site: Site, fault: SourceFault): Promise<SiteBrowser> {
    const known = this.#open.get(site.side);
    if (known?.fault === fault && known.browser.isConnected()) return known;
    await known?.browser.close();
    const folder = mkdtempSync(join(tmpdir(), 'sambung-source-'));
    this.#folders.push(folder);
    const [picture, sound] = [join(folder, 'camera.y4m'), join(folder, 'microphone.wav')];
    const camera = writeCamera(picture, fault);
    const voice = writeVoice(sound, fault);
    const browser = await chromium.launch({
      executablePath: site.browserPath,
      args: [
        ...chromiumArguments,
        `--use-file-for-fake-video-capture=${picture}`,
        `--use-file-for-fake-audio-capture=${sound}`,
      ],
    });
    const opened = { browser, fault, camera, voice };
    this.#open.set(site.side, opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const { browser } of this.#open.values()) await browser.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}
