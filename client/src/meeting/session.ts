/** A person's stay in a room: signalling, media and recovery joined into one state that React only reads. */
import type { Joined } from '@sambung/contract/socket';
import { AudioOutput } from './audio-output.ts';
import { Company } from './company.ts';
import { failureOf, Superseded, shownOf } from './failure.ts';
import type { IceServerSource } from './ice-servers.ts';
import type { LocalMedia } from './local-media.ts';
import { type ConnectionStats, RoomMedia } from './media.ts';
import { listenToNetwork } from './network-triggers.ts';
import {
  type Direction,
  initialRecovery,
  nextAction,
  type Recovery,
  type RecoveryAction,
  type RecoveryEvent,
  recoveryAfter,
  strandedAt,
} from './recovery.ts';
import type { RosterEvent } from './roster.ts';
import { initialSessionState, isOver, type SessionState, stateAfterTold, voicesOf } from './session-state.ts';
import { type RoomNotice, RoomSocket } from './socket.ts';
import { Store } from './store.ts';
import { type MadeMedia, Wishes } from './wishes.ts';

export class MeetingSession {
  readonly store = new Store<SessionState>(initialSessionState);
  readonly audio = new AudioOutput();
  readonly company: Company;
  #displayName = '';
  readonly wishes: Wishes;
  readonly #iceServers: IceServerSource;
  readonly #socket: RoomSocket;
  readonly #stopListening: (() => void)[] = [];
  #recovery: Recovery = initialRecovery;
  #media: RoomMedia | null = null;
  #joined: Joined | null = null;
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #strandedTimer: ReturnType<typeof setTimeout> | undefined;
  #abort: (reason: Superseded) => void = () => {};

  constructor(options: { code: string; local: LocalMedia; iceServers: IceServerSource }) {
    this.company = new Company(this.request, {
      roster: () => this.store.get().roster,
      stopped: (source) => options.local.stoppedByOthers(source),
      settingsChanged: () => this.#on({ type: 'changed' }),
    });
    this.wishes = new Wishes(options.local, (source) => this.company.maySend(source));
    this.#iceServers = options.iceServers;
    this.#socket = new RoomSocket(options.code, {
      connected: () => this.#on({ type: 'connected' }),
      disconnected: () => this.#on({ type: 'disconnected' }),
      refused: (problem) => this.#finish({ phase: 'refused', problem }),
      notified: (notice) => this.#notified(notice),
    });
    this.#stopListening.push(
      this.audio.follow(options.local.store),
      this.wishes.listen(() => this.#on({ type: 'changed' })),
      listenToNetwork({
        changed: () => {
          // A connection from the old address may look alive for a minute.
          this.#socket.renew();
          this.#on({ type: 'network-changed' });
        },
        looked: () => this.#on({ type: 'looked' }),
      }),
    );
  }

  /** Opens the socket while the person still looks at themselves: joining then costs one answer, not three. */
  prepare(): void {
    this.#socket.connect();
  }

  /** Enters the room and stays in it, whatever happens, until {@link leave}. */
  join(displayName: string): void {
    this.#displayName = displayName;
    this.#on({ type: 'wanted' });
    this.#socket.connect();
  }

  /** Left, ended or refused: another stay needs another session. */
  get isOver(): boolean {
    return isOver(this.store.get().phase);
  }

  /** The person asks for another try: from the socket up, without waiting for anything. */
  retry(): void {
    if (!this.#recovery.connected) this.#socket.renew();
    this.#on({ type: 'retried' });
  }

  /** Leaves for good. The devices stay with their owner. */
  async leave(): Promise<void> {
    if (this.isOver) return;
    const told = this.#recovery.joined ? this.#socket.request('leave', {}).catch(() => {}) : Promise.resolve();
    this.#finish({ phase: 'left' }, told);
    await told;
  }

  /** How wide somebody's picture is shown, in device pixels, or null while it is not; the result forgets it. */
  show(producerId: string, widthPx: number | null): () => void {
    const forget = this.wishes.show(producerId, widthPx);
    this.#media?.shownWidthChanged(producerId);
    return forget;
  }

  /** Everybody's picture in its largest layer, or as large as it is shown. */
  pinTopLayers(pinned: boolean): void {
    this.wishes.isTopPinned = pinned;
    for (const producerId of this.store.get().tracks.keys()) this.#media?.shownWidthChanged(producerId);
  }

  /** Sends something made in place of the devices, or the devices again. */
  sendInstead(made: MadeMedia | null): void {
    this.wishes.made.set(made);
    this.store.patch({ made });
  }

  /** Both peer connections' statistics, or null while there is no media. */
  async getStats(): Promise<Record<Direction, ConnectionStats> | null> {
    return this.#media ? await this.#media.getStats().catch(() => null) : null;
  }

  /** A request beside the session's own (the test call's reports). */
  readonly request: RoomSocket['request'] = (name, input) => this.#socket.request(name, input);

  #on(event: RecoveryEvent): void {
    if (this.isOver) return;
    this.#recovery = recoveryAfter(this.#recovery, event, performance.now());
    // Nothing that runs now can end well: stop waiting for it.
    if (this.#recovery.media === 'lost' || event.type === 'disconnected') this.#abort(new Superseded());
    this.#showPhase();
    void this.#run();
  }

  /** Does one thing after another until nothing is left to do: the one queue through which all recovery goes. */
  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (;;) {
        clearTimeout(this.#timer);
        const action = this.isOver ? null : nextAction(this.#recovery, performance.now());
        if (!action) return;
        if (action.type === 'wait') {
          this.#timer = setTimeout(() => void this.#run(), Math.max(0, action.untilMs - performance.now()));
          return;
        }
        await this.#perform(action);
      }
    } finally {
      this.#running = false;
    }
  }

  async #perform(action: Exclude<RecoveryAction, { type: 'wait' }>): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      this.#abort = reject;
    });
    aborted.catch(() => {});
    try {
      const event = await Promise.race([this.#act(action), aborted]);
      if (event) this.#on(event);
    } catch (error) {
      if (!(error instanceof Superseded)) this.#failed(error);
    }
  }

  async #act(action: Exclude<RecoveryAction, { type: 'wait' }>): Promise<RecoveryEvent | null> {
    switch (action.type) {
      case 'close-media':
        this.#media?.close();
        this.#media = null;
        return { type: 'media-closed' };
      case 'join': {
        const transportIds = this.#media?.transportIds ?? [];
        this.#displayName = this.store.get().roster.self?.displayName ?? this.#displayName;
        this.#joined = await this.#socket.join({ displayName: this.#displayName, transportIds });
        this.#displayName = this.#joined.self.displayName;
        this.company.joined(this.#joined);
        this.#tell({ type: 'joined', joined: this.#joined });
        return { type: 'joined', resumed: this.#joined.resumed };
      }
      case 'open-media':
        return await this.#openMedia();
      case 'sync-media':
        await this.#media?.sync(this.wishes.outgoing, this.store.get().roster);
        return { type: 'synced', revision: action.revision };
      case 'restart-ice':
        await this.#media?.restartIce(action.direction);
        return { type: 'ice-restarted', direction: action.direction };
    }
  }

  async #openMedia(): Promise<RecoveryEvent> {
    const joined = this.#joined;
    if (!joined) return { type: 'not-joined' };
    const { transports } = joined;
    // They serve one build; the next one has its own made.
    joined.transports = null;
    const room = { capabilities: joined.routerRtpCapabilities, transports, iceServers: this.#iceServers };
    const media: RoomMedia = await RoomMedia.open(room, this.request, {
      pathChanged: (direction, state) => {
        if (this.#media === media) this.#on({ type: 'path', direction, state });
      },
      tracksChanged: (tracks) => {
        if (this.#media === media) this.#changeHeard({ ...this.store.get(), tracks });
      },
      producerGone: (producerId, participantId) => {
        if (this.#media === media) this.#tell({ type: 'producer:closed', data: { producerId, participantId } });
      },
      shownWidthOf: (producerId) => this.wishes.shownWidthOf(producerId),
    });
    // Superseded while the node answered: this build belongs to nobody.
    if (this.#joined !== joined || !this.#recovery.joined || this.isOver) {
      media.close();
      throw new Superseded();
    }
    this.#media = media;
    return { type: 'media-opened' };
  }

  #failed(error: unknown): void {
    const failure = failureOf(error, this.#media !== null);
    if (failure.kind === 'refused') this.#finish({ phase: 'refused', problem: failure.problem });
    else if (failure.kind === 'outside') {
      this.store.patch({ outside: failure.reason });
      this.#on({ type: 'held-outside', askAgainMs: failure.askAgainMs });
    } else for (const event of failure.events) this.#on(event);
  }

  #notified(notice: RoomNotice): void {
    if (this.company.take(notice)) return;
    const { name, data } = notice;
    switch (name) {
      case 'media:lost':
        // It names the new epoch: a page that has joined in that one already lost nothing.
        if (data.mediaEpoch !== this.#joined?.mediaEpoch) this.#on({ type: 'media-lost' });
        return;
      case 'room:ended':
        this.#finish({ phase: 'ended', endReason: data.reason });
        return;
      case 'consumer:closed':
        this.#media?.consumerClosed(data.consumerId);
        this.#on({ type: 'changed' });
        return;
      case 'producer:wanted':
        this.#media?.wantedChanged(data);
        return;
      case 'lobby:admitted':
        this.#on({ type: 'let-in' });
        return;
      case 'test:planned':
      case 'test:talk':
        this.store.patch(name === 'test:planned' ? { plan: data } : { talk: data });
        return;
      case 'speakers:changed':
        this.#tell({ type: 'speakers', speakerIds: data.speakers.map((speaker) => speaker.participantId) });
        return;
      default:
        this.#tell({ type: name, data } as RosterEvent);
        // What may be sent depends on the own role.
        if (name.startsWith('producer:') || name === 'participant:joined') this.#on({ type: 'changed' });
    }
  }

  #tell(event: RosterEvent): void {
    this.#changeHeard(stateAfterTold(this.store.get(), event));
  }

  #changeHeard(state: SessionState): void {
    this.store.set(state);
    this.audio.play(voicesOf(state));
  }

  #showPhase(): void {
    const before = this.store.get();
    clearTimeout(this.#strandedTimer);
    const leftMs = (strandedAt(this.#recovery) ?? Number.POSITIVE_INFINITY) - performance.now();
    if (leftMs > 0 && Number.isFinite(leftMs)) this.#strandedTimer = setTimeout(() => this.#showPhase(), leftMs);
    const shown = { ...shownOf(this.#recovery, before.phase), stranded: leftMs <= 0 };
    if ((Object.keys(shown) as (keyof typeof shown)[]).some((name) => shown[name] !== before[name]))
      this.store.patch(shown);
  }

  #finish(fields: Partial<SessionState>, told: Promise<unknown> = Promise.resolve()): void {
    if (this.isOver) return;
    clearTimeout(this.#timer);
    clearTimeout(this.#strandedTimer);
    for (const stop of this.#stopListening) stop();
    this.#media?.close();
    this.#media = null;
    this.audio.close();
    this.store.patch({ ...fields, tracks: new Map() });
    this.#abort(new Superseded());
    void told.finally(() => this.#socket.close());
  }
}
