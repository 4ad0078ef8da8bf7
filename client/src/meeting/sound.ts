/** How the microphone's sound is treated before it is sent: for speech, as it is (music), or in between. Pure. */

/** `browser`: what the browser has; `strong`: RNNoise on this computer, which takes out typing and traffic too and costs some of its processor. */
export const noiseTreatments = ['none', 'browser', 'strong'] as const;
export type NoiseTreatment = (typeof noiseTreatments)[number];

export type SoundTreatment = {
  /** Takes out what the loudspeakers give back to the microphone. */
  echoCancellation: boolean;
  /** Brings quiet and loud voices to one level. */
  gainControl: boolean;
  noise: NoiseTreatment;
};

export const forSpeech: SoundTreatment = { echoCancellation: true, gainControl: true, noise: 'browser' };
/** As the microphone gives it. */
export const original: SoundTreatment = { echoCancellation: false, gainControl: false, noise: 'none' };

export const isOriginal = ({ echoCancellation, gainControl, noise }: SoundTreatment): boolean =>
  !echoCancellation && !gainControl && noise === 'none';

export const noiseTreatmentOf = (value: unknown): NoiseTreatment =>
  noiseTreatments.find((one) => one === value) ?? forSpeech.noise;

/** Reads a remembered one of unknown shape; what is missing is as for speech. */
export function soundTreatmentOf(stored: unknown): SoundTreatment {
  const from = (typeof stored === 'object' && stored !== null ? stored : {}) as Record<string, unknown>;
  const flag = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  return {
    echoCancellation: flag(from.echoCancellation, forSpeech.echoCancellation),
    gainControl: flag(from.gainControl, forSpeech.gainControl),
    noise: noiseTreatmentOf(from.noise),
  };
}
