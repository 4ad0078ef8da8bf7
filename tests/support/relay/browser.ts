/** Puts a relay before a page: whatever address the page is told to send media to, it sends through the relay. */
import { isIP } from 'node:net';
import type { BrowserContext, Page } from '@playwright/test';
import type { Endpoint, Relay } from './relay.ts';

/**
 * Rewrites the candidates in every remote description that a page of `target` sets, before the browser reads it; call it before the page loads. Each
 * UDP or TCP candidate gets a port of the relay, so nothing of the signalling has to know.
 */
export async function routeMediaThrough(target: Page | BrowserContext, relay: Relay): Promise<void> {
  const opened = new Map<string, Promise<Endpoint>>();
  await target.exposeFunction('relayedCandidate', async (protocol: 'udp' | 'tcp', address: string, port: number) => {
    if (isIP(address) === 0) throw new Error(`a candidate without an IP address: ${address}`);
    const key = `${protocol} ${address} ${port}`;
    const endpoint =
      opened.get(key) ?? (protocol === 'udp' ? relay.openUdp({ address, port }) : relay.openTcp({ address, port }));
    opened.set(key, endpoint);
    return endpoint;
  });
  await target.addInitScript(() => {
    type Rewrite = (protocol: string, address: string, port: number) => Promise<{ address: string; port: number }>;
    const { relayedCandidate } = window as unknown as { relayedCandidate: Rewrite };
    const set: (description: RTCSessionDescriptionInit) => Promise<void> =
      RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
      const lines = await Promise.all(
        (description.sdp ?? '').split('\r\n').map(async (line) => {
          // RFC 8839 §5.1: foundation component transport priority address port …
          const fields = line.startsWith('a=candidate:') ? line.split(' ') : [];
          const [, , protocol, , address, port] = fields;
          if (!protocol || !address || !port) return line;
          const endpoint = await relayedCandidate(protocol.toLowerCase(), address, Number(port));
          return fields.with(4, endpoint.address).with(5, String(endpoint.port)).join(' ');
        }),
      );
      return set.call(this, { type: description.type, sdp: lines.join('\r\n') });
    };
  });
}
