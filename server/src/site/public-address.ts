/** Which addresses a site may declare: those that the internet can reach (UNSRI-39, UNSRI-49). Pure. */
import type { Bilingual } from '@sambung/contract/text';
import ipaddr from 'ipaddr.js';

/** Why an address cannot be a site's public one, or null when it can. */
export function whyNotPublic(written: string): Bilingual | null {
  const text = written.trim();
  if (!ipaddr.isValid(text)) return { id: `${text} bukan alamat IP`, en: `${text} is not an IP address` };
  const address = ipaddr.process(text);
  const reason = reasons[address.range()];
  return reason ? { id: `${text} ${reason.id}`, en: `${text} ${reason.en}` } : null;
}

/** The address as everybody writes it: an IPv4 address in IPv6 clothes is the IPv4 address. */
export function normalAddress(written: string): string {
  return ipaddr.process(written.trim()).toString();
}

const elsewhere = { id: 'tidak dapat dicapai dari internet', en: 'cannot be reached from the internet' };
const reasons: Record<string, Bilingual | undefined> = {
  unicast: undefined,
  private: { id: 'adalah alamat jaringan privat (RFC 1918)', en: 'is an address of a private network (RFC 1918)' },
  uniqueLocal: { id: 'adalah alamat jaringan privat (RFC 4193)', en: 'is an address of a private network (RFC 4193)' },
  carrierGradeNat: {
    id: 'dipakai bersama di balik NAT penyedia (RFC 6598)',
    en: 'is shared behind the provider’s NAT (RFC 6598)',
  },
  loopback: { id: 'menunjuk ke perangkat itu sendiri', en: 'is the device itself' },
  linkLocal: { id: 'hanya berlaku pada satu sambungan (RFC 3927)', en: 'is valid on one link only (RFC 3927)' },
  unspecified: elsewhere,
  broadcast: elsewhere,
  multicast: { id: 'adalah alamat multicast', en: 'is a multicast address' },
  reserved: {
    id: 'dicadangkan dan tidak pernah dipakai di internet',
    en: 'is reserved and never used on the internet',
  },
  benchmarking: elsewhere,
  amt: elsewhere,
  as112: elsewhere,
  as112v6: elsewhere,
  deprecatedOrchid: elsewhere,
  orchid2: elsewhere,
  discard: elsewhere,
  droneRemoteIdProtocolEntityTags: elsewhere,
};
