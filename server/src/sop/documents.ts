/** Documents of published versions. A version never changes (the table refuses it), so what was read once is kept. */
import type { SopDocument } from '@sambung/contract/sop';
import type { Database, Transaction } from '../db.ts';

interface Published {
  readonly institutionId: string;
  readonly document: SopDocument;
}

const known = new Map<string, Published>();
/** Versions kept in memory, some hundred kilobytes each. Higher takes memory, lower reads and parses them again. */
const knownMost = 200;

/** The versions of the institution among these ids, with their documents; others are missing. */
export async function readDocuments(
  db: Database | Transaction,
  institutionId: string,
  versionIds: readonly string[],
): Promise<Map<string, SopDocument>> {
  const found = new Map(versionIds.flatMap((id) => (known.has(id) ? [[id, known.get(id)] as const] : [])));
  const unknown = [...new Set(versionIds)].filter((id) => !found.has(id));
  if (unknown.length > 0) {
    const rows = await db.sopVersion.findMany({
      where: { id: { in: unknown } },
      select: { id: true, document: true, sop: { select: { institutionId: true } } },
    });
    if (known.size + rows.length > knownMost) known.clear();
    for (const { id, document, sop } of rows) {
      const published = { institutionId: sop.institutionId, document: document as unknown as SopDocument };
      found.set(id, published);
      known.set(id, published);
    }
  }
  return new Map(
    [...found].flatMap(([id, published]) =>
      published?.institutionId === institutionId ? [[id, published.document] as const] : [],
    ),
  );
}
