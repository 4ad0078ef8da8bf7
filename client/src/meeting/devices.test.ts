/** Device problems by name, capture wishes, remembered choices. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { capture, constraintsOf, deviceProblemOf } from './devices.ts';
import { initialsOf } from './initials.ts';
import { rememberedFrom } from './remembered.ts';
import { shortcutOf } from './shortcuts.ts';
import { forSpeech, original } from './sound.ts';

describe('a device that could not be opened', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'denied'],
    ['NotAllowedError', 'Permission denied by system', 'blocked-by-system'],
    ['NotFoundError', 'Requested device not found', 'missing'],
    ['OverconstrainedError', '', 'missing'],
    ['NotReadableError', 'Could not start video source', 'busy'],
    ['SecurityError', '', 'denied'],
    ['SomethingNew', '', 'failed'],
  ])('%s (%s) is “%s”', (name, message, problem) => {
    expect(deviceProblemOf(new DOMException(message, name))).toBe(problem);
  });

  it('is a failure even when what was thrown is no error', () => {
    expect(deviceProblemOf('oops')).toBe('failed');
  });
});

describe('capture', () => {
  it('switches all of the browser’s sound processing off for original sound, and on otherwise', () => {
    const off = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    expect(constraintsOf('microphone', { deviceId: null, sound: original })).toEqual(off);
    expect(constraintsOf('microphone', { deviceId: null, sound: forSpeech })).toEqual({
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    });
  });

  it('leaves noise to the strong suppression where that is wanted: twice suppressed, voices sound hollow', () => {
    const sound = { ...forSpeech, noise: 'strong' as const };
    expect(constraintsOf('microphone', { deviceId: null, sound })).toMatchObject({
      echoCancellation: true,
      noiseSuppression: false,
    });
  });

  describe('of a remembered device', () => {
    const wish = { deviceId: 'hall', sound: forSpeech };
    const other = { id: 'other' } as MediaStreamTrack;
    const asked: MediaStreamConstraints[] = [];

    /** A computer on which these cameras are plugged in. */
    const plug = (...cameras: string[]) => {
      asked.length = 0;
      vi.stubGlobal('window', { isSecureContext: true });
      const getUserMedia = async (constraints: MediaStreamConstraints) => {
        asked.push(constraints);
        const { deviceId } = constraints.video as { deviceId?: { exact: string } };
        if (deviceId && !cameras.includes(deviceId.exact)) throw new DOMException('', 'OverconstrainedError');
        return { getTracks: () => [other] };
      };
      vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
    };
    afterEach(() => vi.unstubAllGlobals());

    it('takes that very one', async () => {
      plug('hall', 'lid');
      expect(await capture({ camera: wish })).toEqual({ camera: other });
      expect(asked).toMatchObject([{ video: { deviceId: { exact: 'hall' } } }]);
    });

    it('takes another where it is gone: nobody is kept out by an unplugged camera', async () => {
      plug('lid');
      expect(await capture({ camera: wish })).toEqual({ camera: other });
      expect(asked).toHaveLength(2);
    });
  });

  describe('of two remembered devices', () => {
    const wish = (deviceId: string) => ({ deviceId, sound: forSpeech });
    const wishes = { microphone: wish('desk'), camera: wish('hall') };
    type Asked = Record<'audio' | 'video', { deviceId?: { exact: string } } | undefined>;
    const asked: Asked[] = [];

    /** A browser that knows these devices, and refuses what it does not know, or with `refusal` everything. */
    const know = (devices: readonly string[], refusal?: string) => {
      asked.length = 0;
      vi.stubGlobal('window', { isSecureContext: true });
      const getUserMedia = async (constraints: Asked) => {
        asked.push(constraints);
        const wished = [constraints.audio, constraints.video].flatMap((one) => one?.deviceId?.exact ?? []);
        if (refusal) throw new DOMException('', refusal);
        if (wished.some((one) => !devices.includes(one))) throw new DOMException('', 'OverconstrainedError');
        return { getAudioTracks: () => ['sound'], getVideoTracks: () => ['picture'], getTracks: () => [] };
      };
      vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
    };
    afterEach(() => vi.unstubAllGlobals());
    const lastWished = () => [asked.at(-1)?.audio?.deviceId?.exact, asked.at(-1)?.video?.deviceId?.exact];

    it.each([
      [
        ['desk', 'hall'],
        ['desk', 'hall'],
      ],
      [['desk'], ['desk', undefined]],
      [['hall'], [undefined, 'hall']],
      [[], [undefined, undefined]],
    ])('asks once for both, keeping those that are there (%j)', async (devices, wished) => {
      know(devices);
      expect(await capture(wishes)).toEqual({ microphone: 'sound', camera: 'picture' });
      expect(lastWished()).toEqual(wished);
      // One prompt: each time both, or one of the two would be asked for again.
      expect(asked.every(({ audio, video }) => audio && video)).toBe(true);
    });

    it('asks one by one where it is no unknown device that is refused: one that is busy costs only itself', async () => {
      know([], 'NotReadableError');
      expect(await capture(wishes)).toEqual({ microphone: 'busy', camera: 'busy' });
      expect(asked).toHaveLength(3);
    });
  });
});

describe('remembered choices', () => {
  it('fall back to the defaults where the stored value is not of its kind', () => {
    const choices = rememberedFrom({ displayName: 7, microphoneOn: 'no', cameraOn: false, cameraId: '' });
    expect(choices).toEqual({
      displayName: '',
      microphoneId: null,
      cameraId: null,
      microphoneOn: true,
      cameraOn: false,
      speakerId: null,
      sound: forSpeech,
      announced: 'all',
      layout: 'grid',
      thrift: 'full',
    });
    expect(rememberedFrom(null).microphoneOn).toBe(true);
  });
});

describe('initials', () => {
  it.each([
    ['Siti Rahmawati', 'SR'],
    ['siti', 'S'],
    ['Dr. Ayu Lestari Putri', 'DP'],
    ['  ', '?'],
    ['Rani Pratama (BPS)', 'RB'],
    ['Rani - Pratama', 'RP'],
    ['🙂 Budi', '🙂B'],
  ])('of “%s” are “%s”', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('shortcuts', () => {
  const press = { altKey: true, ctrlKey: false, metaKey: false, shiftKey: false, repeat: false, code: 'KeyM' };
  it('need Alt and nothing else, and do not repeat', () => {
    expect(shortcutOf(press)).toBe('microphone');
    for (const other of [{ altKey: false }, { ctrlKey: true }, { shiftKey: true }, { repeat: true }, { code: 'KeyZ' }])
      expect(shortcutOf({ ...press, ...other })).toBeNull();
  });
});
