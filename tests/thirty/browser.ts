/** A browser's side of the meeting: its page, its two transports at the worker, and what it produces and consumes. */
import type { BrowserContext, Page } from '@playwright/test';
import type {
  DtlsParameters,
  Producer,
  ProducerOptions,
  Router,
  RtpCapabilities,
  WebRtcTransport,
} from 'mediasoup/types';
import type {} from './page.ts';

/** A page of this origin may use the camera; every request for it is answered here. */
const origin = 'http://localhost';
/** As the sfu node sets it. */
const initialAvailableOutgoingBitrate = 600_000;

export interface Wanted {
  producer: Producer;
  /** The highest wanted; null for sound. */
  spatialLayer: number | null;
}

export class MeetingPage {
  readonly page: Page;
  readonly producers: Producer[] = [];
  readonly #router: Router;
  readonly #transports = new Map<string, WebRtcTransport>();
  #receiving: WebRtcTransport | null = null;
  #capabilities: RtpCapabilities = {};

  private constructor(page: Page, router: Router) {
    this.page = page;
    this.#router = router;
  }

  /** Opens a page with the script, which then sends. */
  static async join(context: BrowserContext, router: Router, script: string): Promise<MeetingPage> {
    const page = await context.newPage();
    const joined = new MeetingPage(page, router);
    page.on('pageerror', (error) => console.error(error));
    await page.exposeFunction('ask', (name: string, input: unknown) => joined.#answer(name, input));
    await page.route(`${origin}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>meeting</title>' }),
    );
    await page.goto(origin);
    await page.addScriptTag({ content: script });
    joined.#capabilities = (await page.evaluate(() => window.meeting.join())) as RtpCapabilities;
    return joined;
  }

  /** Lets the page receive. */
  async receive(wanted: readonly Wanted[]): Promise<void> {
    const transport = this.#receiving;
    if (!transport) throw new Error('the page has no transport to receive on');
    const consumers = await Promise.all(
      wanted.map(async ({ producer, spatialLayer }) => {
        const rtpCapabilities = this.#capabilities;
        const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true });
        if (spatialLayer !== null && consumer.type === 'simulcast') await consumer.setPreferredLayers({ spatialLayer });
        return consumer;
      }),
    );
    const options = consumers.map(({ id, producerId, kind, rtpParameters }) => ({
      id,
      producerId,
      kind,
      rtpParameters,
    }));
    await this.page.evaluate((given) => window.meeting.watch(given), options);
    await Promise.all(consumers.map((consumer) => consumer.resume()));
  }

  async #answer(name: string, input: unknown): Promise<unknown> {
    switch (name) {
      case 'capabilities':
        return this.#router.rtpCapabilities;
      case 'transport': {
        const transport = await this.#router.createWebRtcTransport({
          listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
          initialAvailableOutgoingBitrate,
        });
        this.#transports.set(transport.id, transport);
        if (input === 'receive') this.#receiving = transport;
        const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
        return { id, iceParameters, iceCandidates, dtlsParameters };
      }
      case 'connect': {
        const { transportId, dtlsParameters } = input as { transportId: string; dtlsParameters: DtlsParameters };
        return this.#transports.get(transportId)?.connect({ dtlsParameters });
      }
      case 'produce': {
        const sending = [...this.#transports.values()].find((transport) => transport !== this.#receiving);
        const producer = await sending?.produce(input as ProducerOptions);
        if (!producer) throw new Error('the page has no transport to send on');
        this.producers.push(producer);
        return producer.id;
      }
      default:
        throw new Error(`nobody answers ${name}`);
    }
  }
}
