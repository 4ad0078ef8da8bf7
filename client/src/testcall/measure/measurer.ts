/** Measures a test call in this page: sends what the plan says, reads what comes in, and tells it once a second. */
import type { TestPlan, TestReport } from '@sambung/contract/test-report';
import { farEndOf, type Reading, type RoomProps, readingOf, setupOf, statsReportOf } from '../../meeting/index.ts';
import { Analyst } from './analyst.ts';
import { Busy, Lateness, pageNowMs } from './busy.ts';
import type { Channel, Heard, MakerSecond, RawHeard } from './orders.ts';
import { pictureClasses } from './picture/classes.ts';
import { PictureMaker } from './picture/maker.ts';
import { PictureReader } from './picture/reader.ts';
import { secondReportOf } from './report.ts';
import { keyOf } from './secrets.ts';
import { type SentSweep, SoundDesk } from './sound/desk.ts';
import { LoopWatch } from './sound/loop-watch.ts';
import { openRoomMicrophone } from './sound/room-microphone.ts';

/** The rubric judges samples of one second. */
export const secondMs = 1_000;

const idleMaker: MakerSecond = { type: 'second', pictures: 0, missed: 0, busyMs: 0, lateMs: 0 };
const isMade = (plan: TestPlan | null) => plan?.phase === 'bandwidth' || plan?.phase === 'synthetic';

export class Measurer {
  readonly #session: RoomProps['session'];
  readonly #local: RoomProps['local'];
  readonly #analyst = new Analyst();
  readonly #reader: PictureReader;
  readonly #desk: SoundDesk;
  /** Made with the first plan. */
  #maker: PictureMaker | null = null;
  #echoes: MessagePort | null;
  readonly #busy = new Busy();
  readonly #lateness = new Lateness();
  #plan: TestPlan | null = null;
  #loop = new LoopWatch();
  #mixed: MediaStreamTrack | null = null;
  #roomMicrophone: MediaStreamTrack | null = null;
  #previous: Reading | null = null;
  #wasHidden = document.hidden;
  readonly #visibilityChanged = () => {
    this.#wasHidden ||= document.hidden;
  };

  constructor({ session, local }: Pick<RoomProps, 'session' | 'local'>) {
    this.#session = session;
    this.#local = local;
    const [echo, compare] = [new MessageChannel(), new MessageChannel()];
    this.#echoes = echo.port2;
    this.#reader = new PictureReader(echo.port1, compare.port1);
    this.#analyst.order({ type: 'compare', port: compare.port2 }, [compare.port2]);
    this.#desk = new SoundDesk((channel, source, transfer) =>
      this.#analyst.order({ type: 'listen', channel, source }, transfer),
    );
    document.addEventListener('visibilitychange', this.#visibilityChanged);
  }

  /** Does from now on what the plan says. */
  follow(plan: TestPlan): void {
    const before = this.#plan;
    this.#plan = plan;
    this.#reader.plan(isMade(plan), plan.phase === 'synthetic');
    this.#analyst.order({ type: 'plan', lineClass: plan.lineClass, finds: findsOf(plan) });
    const isSame = (['phase', 'lineClass', 'seed', 'streamId', 'loop'] as const).every(
      (name) => before?.[name] === plan[name],
    );
    if (isSame) return;
    // While devices are looked at nothing is measured yet.
    if (plan.phase === 'gates') this.#makerNow().prepare(plan.lineClass);
    this.#loop = new LoopWatch();
    this.#send(plan);
    void this.#openRoom(plan.loop === 'ear' && plan.phase === 'real');
  }

  /** The second that ends now; null while there is no media to tell of. */
  async second(): Promise<TestReport | null> {
    const plan = this.#plan;
    const atMs = pageNowMs();
    const soundStalled = this.#desk.takeStall();
    await this.#listen();
    this.#busy.run('schedule', () => this.#desk.schedule());
    const [maker, reader, raw, stats] = await Promise.all([
      this.#maker?.second() ?? idleMaker,
      this.#reader.second(),
      this.#analyst.second(),
      this.#session.getStats(),
    ]);
    return this.#busy.run('report', () => {
      const analyst = { ...raw, heard: raw.heard.flatMap((one) => this.#onSoundClock(one)) };
      const sentSweeps = this.#desk.takeSent();
      const loop = this.#takeLoop(analyst, sentSweeps);
      const wasHidden = this.#wasHidden;
      this.#wasHidden = document.hidden;
      if (!stats || plan !== this.#plan) {
        this.#previous = null;
        return null;
      }
      const reading = readingOf(stats, performance.now());
      const report = secondReportOf({
        ...{ plan, atMs, maker, analyst, sentSweeps, loop, wasHidden, soundStalled },
        stats: statsReportOf(this.#previous, reading, secondMs),
        reader: { ...reader, reads: farEndOf(this.#session.store.get()).camera !== null },
        heardAtMs: (seconds) => this.#desk.heardAtMs(seconds),
        pageBusyMs: this.#busy.takeMs(),
        pageLateMs: this.#lateness.takeMs(),
        setup: setupOf(this.#local.store.get(), navigator),
      });
      this.#previous = reading;
      return report;
    });
  }

  /** Gives the devices back to the room and ends every thread. */
  stop(): void {
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    this.#lateness.stop();
    this.#devicesAgain();
    this.#roomMicrophone?.stop();
    this.#desk.close();
    this.#maker?.close();
    this.#reader.close();
    this.#analyst.close();
  }

  #send(plan: TestPlan): void {
    const key = keyOf(plan.seed);
    if (isMade(plan)) {
      const noisy = plan.phase === 'bandwidth';
      const { widthPx, heightPx, probeBitrateBps } = pictureClasses[plan.lineClass];
      const track = this.#makerNow().make(plan, noisy);
      const camera = { track, size: { widthPx, heightPx }, bitrateBps: noisy ? probeBitrateBps : null };
      this.#mixed = null;
      this.#session.sendInstead({ microphone: this.#desk.play(key, null), camera });
      this.#session.pinTopLayers(true);
      // Seven minutes of sweeps nobody wants to hear.
      this.#session.audio.mute(true);
      return;
    }
    this.#devicesAgain();
    if (plan.phase !== 'real' || plan.loop !== 'source') return;
    this.#mixed = this.#openMicrophone();
    this.#session.sendInstead({ microphone: this.#desk.play(key, this.#mixed), camera: null });
  }

  #devicesAgain(): void {
    this.#session.sendInstead(null);
    this.#session.pinTopLayers(false);
    this.#session.audio.mute(false);
    this.#desk.silence();
    this.#maker?.rest();
    this.#mixed = null;
  }

  #makerNow(): PictureMaker {
    this.#maker ??= new PictureMaker();
    if (this.#echoes) this.#maker.hearEchoes(this.#echoes);
    this.#echoes = null;
    return this.#maker;
  }

  #openMicrophone(): MediaStreamTrack | null {
    const { on, track } = this.#local.store.get().microphone;
    return on ? track : null;
  }

  async #openRoom(wanted: boolean): Promise<void> {
    this.#roomMicrophone?.stop();
    this.#roomMicrophone = null;
    if (!wanted) return;
    const plan = this.#plan;
    const track = await openRoomMicrophone(this.#local.store.get().microphone.deviceId);
    if (plan === this.#plan) this.#roomMicrophone = track;
    else track?.stop();
  }

  /** Listens to whoever is there now: tracks come and go with every rebuilt connection. */
  async #listen(): Promise<void> {
    const far = farEndOf(this.#session.store.get());
    this.#reader.watch(far.camera);
    // The person muted or changed the microphone under the sweeps.
    if (this.#plan?.loop === 'source' && this.#plan.phase === 'real' && this.#mixed !== this.#openMicrophone())
      this.#send(this.#plan);
    // What is made is known to be made; to measure it too would cost as much as what comes in.
    const own = isMade(this.#plan) ? null : this.#openMicrophone();
    const taps: [Channel, MediaStreamTrack | null][] = [
      ['far', far.microphone],
      ['own', own],
      ['room', this.#roomMicrophone],
    ];
    // Without WebAudio the rest is still worth telling.
    for (const [channel, track] of taps) await this.#desk.tap(channel, track).catch(() => {});
  }

  #onSoundClock({ at, ...heard }: RawHeard): Heard[] {
    const atSeconds = this.#desk.secondsOf(at);
    return atSeconds === null ? [] : [{ ...heard, atSeconds }];
  }

  #takeLoop({ heard }: { heard: readonly Heard[] }, sent: readonly SentSweep[]): TestReport['loop'] {
    const plan = this.#plan;
    if (plan?.phase !== 'real' || plan.loop === 'off') return null;
    const isSource = plan.loop === 'source';
    const far = heard.filter(({ channel }) => channel === 'far');
    if (isSource) for (const sweep of sent) this.#loop.sent({ ...sweep, gain: 1 });
    else for (const candidate of far.filter(({ found }) => found)) this.#loop.sent(candidate);
    this.#loop.heard(isSource ? far : heard.filter(({ channel }) => channel === 'room'));
    return this.#loop.take(this.#desk.nowSeconds);
  }
}

/** Sweeps are looked for where they are expected; elsewhere it would only cost. */
function findsOf({ phase, loop }: TestPlan): Channel[] {
  if (phase === 'bandwidth' || phase === 'synthetic') return ['far'];
  if (phase !== 'real' || loop === 'off') return [];
  return loop === 'source' ? ['far'] : ['far', 'room'];
}
