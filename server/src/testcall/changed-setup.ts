/** What a pre-test or a re-verification shows of devices and address is held against what was certified: another camera is another line (C4, X-16). */
import ipaddr from 'ipaddr.js';
import { compareWithCertificates } from '../certificate/index.ts';
import type { Transaction } from '../db.ts';
import { devicesOf } from './certifying.ts';
import type { Judged } from './proposal.ts';
import * as store from './store.ts';

/** Suspends certificates of the case and its site that were given for other things; answers how many suspensions that made. */
export async function compareSetup(
  tx: Transaction,
  row: store.TestCallRow,
  { rubric, evidence }: Pick<Judged, 'rubric' | 'evidence'>,
  now: Date,
): Promise<number> {
  const devices = devicesOf(store.setupsOf(row.setups));
  // A re-verification is held because the address is another one; on one machine every address is the machine's own.
  const asksAddress = rubric.gates.publicAddress && row.kind === 'pre-test' && evidence.simulatedReasons.length === 0;
  const declared = asksAddress ? await store.declaredAddresses(tx, row.requestId) : [];
  const address = otherAddress(declared, store.observedOf(row.observedAddresses).audience);
  const seen = { devices, ...(address !== null && { address }) };
  const { siteId } = row.request;
  let count = 0;
  for (const of of [{ requestId: row.requestId }, ...(siteId === null ? [] : [{ siteId }])])
    count += await compareWithCertificates(tx, { institutionId: row.institutionId, of, seen, now });
  return count;
}

/** An observed address that is none of those declared; one of the other IP version is no sign of another line (C3.14). */
function otherAddress(declared: readonly string[], observed: readonly string[]): string | null {
  const kindOf = (address: string) => (ipaddr.isValid(address) ? ipaddr.process(address).kind() : 'none');
  const kinds = new Set(declared.map(kindOf));
  const comparable = observed.filter((address) => kinds.has(kindOf(address)));
  return comparable.find((address) => !declared.includes(address)) ?? null;
}
