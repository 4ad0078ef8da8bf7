/** What this machine is called in its own network: the addresses and names that a certificate for it must carry. */
import type { NetworkInterfaceInfo } from 'node:os';

export interface Machine {
  readonly hostName: string;
  readonly interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
}

export interface LanNames {
  /** Addresses that others reach, the likeliest first; without loopback. */
  readonly addresses: readonly string[];
  /** DNS names of the machine. */
  readonly names: readonly string[];
}

/** A link-local address is of no use in a page's address: it needs a zone. */
const linkLocal = /^(fe80:|169\.254\.)/i;
/** Networks of containers and virtual machines: people are seldom there. */
const virtual = /^(docker|br-|veth|virbr|lxc|vmnet|cni|podman|tun|tap|wg)/;
const privateV4 = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

export function lanNames({ hostName, interfaces }: Machine): LanNames {
  const reachable = Object.entries(interfaces).flatMap(([device, entries]) =>
    (entries ?? [])
      .filter(({ internal, address }) => !internal && !linkLocal.test(address))
      .map(({ address, family }) => ({ address, rank: rankOf(device, address, family) })),
  );
  const addresses = reachable.sort((a, b) => a.rank - b.rank).map(({ address }) => address);
  return { addresses: [...new Set(addresses)], names: dnsNames(hostName) };
}

function rankOf(device: string, address: string, family: string): number {
  return (virtual.test(device) ? 4 : 0) + (family === 'IPv4' ? 0 : 2) + (privateV4.test(address) ? 0 : 1);
}

/** The machine's name as DNS and as multicast DNS knows it; none when it is no name that DNS could carry. */
export function dnsNames(hostName: string): string[] {
  const name = hostName.toLowerCase();
  const isName =
    name.length <= 200 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(name);
  if (!isName || name === 'localhost') return ['localhost'];
  return ['localhost', name, ...(name.includes('.') ? [] : [`${name}.local`])];
}

/** How an address stands in a URL. */
export function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
