/** Plays every remote voice through audio elements of its own, outside React, so that no re-render ever interrupts a sentence. */
import { Store } from './store.ts';

export type Voice = { producerId: string; participantId: string; track: MediaStreamTrack };

interface SpeakerChoice {
  get(): { speakerId: string | null };
  subscribe(listener: () => void): () => void;
}

export class AudioOutput {
  /** True while the browser refuses to play before a click. */
  readonly blocked = new Store(false);
  readonly #elements = new Map<string, HTMLAudioElement>();
  readonly #container: HTMLElement;
  #muted = false;
  #speakerId = '';

  constructor() {
    this.#container = document.createElement('div');
    this.#container.hidden = true;
    this.#container.dataset.audioOutput = '';
    document.body.append(this.#container);
    document.addEventListener('visibilitychange', this.#looked);
  }

  /** Plays exactly these voices; one that already plays is not touched. */
  play(voices: readonly Voice[]): void {
    const wanted = new Map(voices.map((voice) => [voice.producerId, voice]));
    for (const [producerId, element] of this.#elements) {
      if (wanted.has(producerId)) continue;
      element.srcObject = null;
      element.remove();
      this.#elements.delete(producerId);
    }
    for (const voice of voices) this.#start(voice);
  }

  /** Plays on without a sound: a browser gives a voice to nobody else when nothing plays it. */
  mute(muted: boolean): void {
    this.#muted = muted;
    for (const element of this.#elements.values()) element.muted = muted;
  }

  /** Plays everybody through the chosen loudspeaker, null: where the browser plays everything; answers the way to stop following. */
  follow(choice: SpeakerChoice): () => void {
    const look = () => {
      const speakerId = choice.get().speakerId ?? '';
      if (speakerId === this.#speakerId) return;
      this.#speakerId = speakerId;
      for (const element of this.#elements.values()) this.#route(element);
    };
    look();
    return choice.subscribe(look);
  }

  /** Tries again; call it from a click. */
  async unblock(): Promise<void> {
    this.blocked.set(false);
    await Promise.all([...this.#elements.values()].map((element) => this.#begin(element)));
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#looked);
    this.play([]);
    this.#container.remove();
  }

  /** A phone call stops what plays, and browsers leave it stopped. */
  readonly #looked = () => {
    if (document.visibilityState === 'hidden') return;
    for (const element of this.#elements.values()) this.#beginAgain(element);
  };

  #beginAgain(element: HTMLAudioElement): void {
    const isOurs = [...this.#elements.values()].includes(element);
    if (isOurs && element.paused && !element.ended && document.visibilityState !== 'hidden') void this.#begin(element);
  }

  #start({ producerId, participantId, track }: Voice): void {
    let element = this.#elements.get(producerId);
    if (!element) {
      element = document.createElement('audio');
      element.autoplay = true;
      element.muted = this.#muted;
      if (this.#speakerId !== '') this.#route(element);
      element.dataset.participantId = participantId;
      const started = element;
      element.addEventListener('pause', () => this.#beginAgain(started));
      this.#container.append(element);
      this.#elements.set(producerId, element);
    }
    const playing = element.srcObject instanceof MediaStream ? element.srcObject.getAudioTracks()[0] : undefined;
    if (playing === track) return;
    element.srcObject = new MediaStream([track]);
    void this.#begin(element);
  }

  #route(element: HTMLAudioElement): void {
    // Safari has no such thing, and shows no choice.
    void element.setSinkId?.(this.#speakerId).catch(() => {});
  }

  async #begin(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // Anything else is a play() overtaken by a newer one.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.blocked.set(true);
    }
  }
}
