/** How a browser and its devices are named. */
import { expect, it } from 'vitest';
import { setupOf } from './setup.ts';

const track = (label: string) => ({ label }) as MediaStreamTrack;
const agent = (userAgent: string, brands?: { brand: string; version: string }[]) =>
  ({ userAgent, ...(brands && { userAgentData: { brands } }) }) as unknown as Navigator;

it.each([
  [
    'a browser by its brand, not by its engine or what it adds to be ignored',
    agent('', [
      { brand: 'Not;A=Brand', version: '8' },
      { brand: 'Chromium', version: '156' },
      { brand: 'Microsoft Edge', version: '155' },
    ]),
    'Microsoft Edge 155',
  ],
  ['Chromium itself', agent('', [{ brand: 'Chromium', version: '156' }]), 'Chromium 156'],
  ['Firefox', agent('Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'), 'Firefox 153'],
  ['Safari', agent('Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.4 Safari/605.1.15'), 'Safari 18'],
  ['one that says nothing', agent('Something else'), ''],
])('names %s', (_name, navigator, browser) => {
  expect(setupOf({ microphone: { device: null }, camera: { device: null } }, navigator).browser).toBe(browser);
});

it('names the devices that are in use, and cuts a name that never ends', () => {
  const sources = { microphone: { device: track('Meja') }, camera: { device: track('x'.repeat(300)) } };
  expect(setupOf(sources, agent('')).devices).toEqual([
    { kind: 'microphone', label: 'Meja' },
    { kind: 'camera', label: 'x'.repeat(200) },
  ]);
  expect(setupOf({ ...sources, camera: { device: null } }, agent('')).devices).toHaveLength(1);
});
