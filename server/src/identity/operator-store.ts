/** Which institution runs the installation. */
import type { Database, Transaction } from '../db.ts';

/** The setting that the first run leaves. */
export const setupKey = 'setup';

/**
 * The institution that runs the installation: the one of the first run, else the demo's. Its admins may add institutions; they get no right inside
 * another's. Null before the first run.
 */
export async function findOperator(db: Database | Transaction): Promise<string | null> {
  const rows = await db.setting.findMany({ where: { key: { in: [setupKey, 'demo'] } }, orderBy: { key: 'desc' } });
  for (const { value } of rows) {
    const { institutionId } = value as { institutionId?: string };
    if (institutionId !== undefined) return institutionId;
  }
  return null;
}
