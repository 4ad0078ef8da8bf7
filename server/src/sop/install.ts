/** Gives an institution procedures that come with the product. */
import type { Transaction } from '../db.ts';
import { type ShippedCode, shippedSop } from './shipped.ts';
import { publishSop } from './store.ts';

/** Publishes shipped procedures as their first versions; answers the id of each version by code. Throws `state-conflict` where the institution has one already. */
export async function installProcedures(
  tx: Transaction,
  institutionId: string,
  codes: readonly ShippedCode[],
  now: Date,
): Promise<Map<ShippedCode, string>> {
  const installed = new Map<ShippedCode, string>();
  for (const code of codes) {
    const { document, source } = shippedSop(code);
    const { versionId } = await publishSop(tx, {
      institutionId,
      code,
      document,
      source,
      changeNote: 'Naskah yang disertakan bersama Sambung',
      publishedById: null,
      now,
      baseVersion: 0,
    });
    installed.set(code, versionId);
  }
  return installed;
}
