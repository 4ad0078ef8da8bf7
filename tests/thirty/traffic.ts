/** Packets that go through a router: what its producers and consumers count. */
import type { Consumer, Producer, Router } from 'mediasoup/types';

export class Traffic {
  readonly #producers: Producer[] = [];
  readonly #consumers: Consumer[] = [];

  /** Of all that will be made in `router`. */
  constructor(router: Router) {
    router.observer.on('newtransport', (transport) => {
      transport.observer.on('newproducer', (producer) => this.#producers.push(producer));
      transport.observer.on('newconsumer', (consumer) => this.#consumers.push(consumer));
    });
  }

  /** So far. */
  async count(): Promise<{ received: number; sent: number; keyFrameRequests: number }> {
    const received = (await Promise.all(this.#producers.map((one) => one.getStats()))).flat();
    const sent = (await Promise.all(this.#consumers.map((one) => one.getStats())))
      .flat()
      .filter(({ type }) => type === 'outbound-rtp');
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    return {
      received: sum(received.map(({ packetCount }) => packetCount)),
      sent: sum(sent.map(({ packetCount }) => packetCount)),
      keyFrameRequests: sum(received.map(({ pliCount, firCount }) => pliCount + firCount)),
    };
  }
}
