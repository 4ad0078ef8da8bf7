/** Carries datagrams over an impaired line: one near socket, and a far socket for each near address, as a NAT has a port for each. */
import { createSocket, type Socket } from 'node:dgram';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { Line } from './line.ts';

export interface Endpoint {
  address: string;
  port: number;
}

interface Flow {
  number: number;
  near: Endpoint;
  far: Socket;
  /** Ports that a rebinding left behind: open, so that what still comes is counted and not answered by the kernel. */
  left: Socket[];
}

/** More would be an attack or a mistake: a browser has a handful. */
const maxFlows = 1_000;
/** Room for a burst of a key frame while the process waits for the processor; the kernel may give less. */
const socketBufferBytes = 4_000_000;

export class UdpForwarder {
  readonly #line: Line;
  readonly #target: Endpoint;
  readonly #near: Socket;
  readonly #flows = new Map<string, Flow>();
  #closed = false;

  private constructor(line: Line, target: Endpoint) {
    this.#line = line;
    this.#target = target;
    this.#near = newSocket(target.address);
    this.#near.on('message', (bytes, { address, port }) => this.#fromNear(bytes, { address, port }));
  }

  /** Listens for the near side of `target`; where it says nothing else, on a free port of the same loopback address. */
  static async listen(line: Line, target: Endpoint, at: Partial<Endpoint> = {}): Promise<UdpForwarder> {
    const forwarder = new UdpForwarder(line, target);
    const { address = isIPv6(target.address) ? '::1' : '127.0.0.1', port = 0 } = at;
    await new Promise<void>((listening, refused) => {
      forwarder.#near.once('error', refused).once('listening', listening).bind({ address, port, exclusive: true });
    });
    return forwarder;
  }

  /** Where the near side sends to. */
  get endpoint(): Endpoint {
    const { address, port }: AddressInfo = this.#near.address();
    return { address, port };
  }

  /** Gives every flow a new port towards the far side. Returns how many. */
  rebind(): number {
    for (const flow of this.#flows.values()) {
      const old = flow.far;
      old.removeAllListeners('message');
      old.on('message', (bytes) => this.#line.stale('down', flow.number, bytes));
      flow.left.push(old);
      flow.far = this.#farSocket(flow.number, flow.near);
    }
    return this.#flows.size;
  }

  close(): void {
    this.#closed = true;
    this.#near.close();
    for (const { far, left, number } of this.#flows.values()) {
      for (const socket of [far, ...left]) socket.close();
      this.#line.closeFlow(number);
    }
  }

  #fromNear(bytes: Buffer, near: Endpoint): void {
    const flow = this.#flowOf(near);
    if (!flow) return;
    this.#line.datagram('up', flow.number, bytes, () => {
      // The port that it has when it leaves: a rebinding also catches what was in the line.
      if (this.#closed) return false;
      flow.far.send(bytes, this.#target.port, this.#target.address);
      return true;
    });
  }

  #flowOf(near: Endpoint): Flow | null {
    const key = `${near.address} ${near.port}`;
    const known = this.#flows.get(key);
    if (known) return known;
    if (this.#flows.size >= maxFlows) return null;
    const number = this.#line.openFlow();
    const flow: Flow = { number, near, far: this.#farSocket(number, near), left: [] };
    this.#flows.set(key, flow);
    return flow;
  }

  #farSocket(flow: number, near: Endpoint): Socket {
    const socket = newSocket(this.#target.address);
    socket.on('message', (bytes, from) => {
      // As a NAT that lets in only whom it sent to.
      if (from.port !== this.#target.port || from.address !== this.#target.address) return;
      this.#line.datagram('down', flow, bytes, () => {
        if (this.#closed) return false;
        this.#near.send(bytes, near.port, near.address);
        return true;
      });
    });
    socket.bind({ address: isIPv6(this.#target.address) ? '::' : '0.0.0.0', port: 0, exclusive: true });
    return socket;
  }
}

function newSocket(address: string): Socket {
  const family = isIPv6(address) ? 6 : 4;
  const socket = createSocket({
    type: `udp${family}`,
    recvBufferSize: socketBufferBytes,
    sendBufferSize: socketBufferBytes,
    // Addresses are never names; looking them up would put the sending off.
    lookup: (name, _options, found) => found(null, name, family),
  });
  // Nobody listens there (any more): for a datagram that is being lost.
  socket.on('error', () => {});
  return socket;
}
