/** One round of `forward` with Janus as the peer: one publisher of its VideoRoom, many subscribers; the cost of one forwarded packet. */
import { preferProcess, processNs, softirqNs } from './cpu.ts';
import { Endpoints } from './endpoints.ts';
import type { Case, Method, Round } from './forward.ts';
import { Janus, ownAddress } from './janus-process.ts';
import { extensionsOf, publishOffer, remoteOf, subscribeAnswer } from './janus-sdp.ts';
import { extensionIds, kindOf, SENT_PAYLOAD_TYPE, SENT_SSRC, sentParameters } from './negotiated.ts';

const room = 1;

/** Measures Janus once, in the way of `forwardRound`. */
export async function janusRound({ negotiation, shape, consumers }: Case, method: Method): Promise<Round> {
  const address = ownAddress() ?? '';
  const janus = await Janus.start(address);
  preferProcess(janus.pid);
  const { endpoints, fingerprint } = await Endpoints.start(method.program);
  try {
    const kind = kindOf(shape);
    const sent = sentParameters(negotiation, kind);
    const publisher = await janus.attach();
    await janus.ask(publisher, {
      ...{ request: 'create', room, publishers: 1, bitrate: 0, notify_joining: false },
      ...{ audiocodec: 'opus', videocodec: 'vp8', audiolevel_ext: false },
    });
    const joined = await janus.order(publisher, { request: 'join', ptype: 'publisher', room });
    const feed = joined.plugindata?.data.id;
    const side = async () => ({ ...(await endpoints.bind(address)), address, fingerprint });
    const connect = (description: string) => {
      const { address: ip, port, ufrag, password } = remoteOf(description);
      return endpoints.connect(ip, port, ufrag, password);
    };
    const offer = publishOffer(kind, sent, await side());
    const published = await janus.order(publisher, { request: 'publish' }, { type: 'offer', sdp: offer });
    await connect(published.jsep?.sdp ?? '');
    let consumed = sent;
    for (let index = 0; index < consumers; index += 1) {
      const subscriber = await janus.attach();
      const attached = await janus.order(subscriber, {
        ...{ request: 'join', ptype: 'subscriber', room },
        streams: [{ feed }],
      });
      const offered = attached.jsep?.sdp ?? '';
      const answer = subscribeAnswer(offered, await side());
      await janus.order(subscriber, { request: 'start' }, { type: 'answer', sdp: answer });
      await connect(offered);
      consumed = { ...sent, headerExtensions: extensionsOf(offered) };
    }
    let before = 0n;
    let after = 0n;
    const read = () => processNs(janus.pid) + softirqNs();
    const result = await endpoints.run(
      {
        shape,
        copiesPerSecond: method.copiesPerSecond,
        warmMs: method.warmMs,
        runMs: method.runMs,
        payloadType: SENT_PAYLOAD_TYPE,
        ssrc: SENT_SSRC,
        extensions: extensionIds(sent, consumed),
      },
      () => {
        before = read();
      },
      () => {
        after = read();
      },
    );
    return { us: Number(after - before) / 1000 / result.received, result };
  } finally {
    endpoints.close();
    janus.close();
  }
}
