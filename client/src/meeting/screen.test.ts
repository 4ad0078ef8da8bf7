/** Asking for the screen: what is said when there is none. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScreenShare } from './screen.ts';

afterEach(() => vi.unstubAllGlobals());

/** What is said after the browser refused in this way. */
async function problemAfter(error: unknown): Promise<string | null> {
  vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia: () => Promise.reject(error) } });
  const share = new ScreenShare();
  await share.start();
  expect(share.store.get()).toMatchObject({ track: null, pending: false });
  return share.store.get().problem;
}

describe('a screen that was not shared', () => {
  it('is nothing to speak of when the person changed their mind', async () => {
    expect(await problemAfter(new DOMException('', 'NotAllowedError'))).toBeNull();
  });

  it.each([new DOMException('', 'NotFoundError'), new DOMException('', 'NotReadableError'), new TypeError('')])(
    'is a failure otherwise (%s)',
    async (error) => {
      expect(await problemAfter(error)).toBe('failed');
    },
  );

  it('is told where the browser cannot', async () => {
    vi.stubGlobal('navigator', { mediaDevices: {} });
    const share = new ScreenShare();
    await share.start();
    expect(share.store.get().problem).toBe('unsupported');
  });
});
