/** The audit log as administrators read it: filtered pages with names beside the ids. */
import type { AuditEntry, AuditFilter } from '@sambung/contract/audit';
import type { Database } from '../db.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** A page of the viewer. Higher needs fewer clicks, lower answers faster. */
export const auditPageSize = 50;
/** Rows of one export; a longer one is taken in parts by date. */
const exportLimit = 100_000;

interface Where {
  readonly institutionId: string;
  readonly timeZone: string;
  readonly filter: AuditFilter;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The filter as SQL; dates are those of the institution's clocks. */
function conditions({ institutionId, timeZone, filter }: Where): Prisma.Sql {
  const { subject, actorId, action, from, to } = filter;
  const parts = [Prisma.sql`e.institution_id = ${institutionId}::uuid`];
  if (subject) {
    parts.push(
      uuid.test(subject)
        ? Prisma.sql`e.entity_id = ${subject}::uuid`
        : Prisma.sql`e.entity_id IN (SELECT id FROM requests WHERE institution_id = ${institutionId}::uuid AND number = ${subject})`,
    );
  }
  if (actorId) parts.push(Prisma.sql`e.actor_id = ${actorId}::uuid`);
  if (action) parts.push(Prisma.sql`starts_with(e.action, ${action})`);
  if (from) parts.push(Prisma.sql`e.at >= (${from}::date)::timestamp AT TIME ZONE ${timeZone}`);
  if (to) parts.push(Prisma.sql`e.at < (${to}::date + 1)::timestamp AT TIME ZONE ${timeZone}`);
  return Prisma.join(parts, ' AND ');
}

interface Row {
  seq: bigint;
  at: Date;
  actor_id: string | null;
  actor_name: string | null;
  action: string;
  entity_id: string;
  entity_name: string | null;
  data: AuditEntry['data'];
  hash: string;
}

async function read(db: Database, where: Prisma.Sql, page: Prisma.Sql): Promise<AuditEntry[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT e.seq, e.at, e.actor_id, a.name AS actor_name, e.action, e.entity_id, e.data, e.hash,
      COALESCE(r.number, s.name, p.title, i.name) AS entity_name
    FROM audit_entries e
    LEFT JOIN staff a ON a.id = e.actor_id
    LEFT JOIN requests r ON r.id = e.entity_id AND r.institution_id = e.institution_id
    LEFT JOIN staff s ON s.id = e.entity_id AND s.institution_id = e.institution_id
    LEFT JOIN positions p ON p.id = e.entity_id AND p.institution_id = e.institution_id
    LEFT JOIN institutions i ON i.id = e.entity_id AND i.id = e.institution_id
    WHERE ${where} ORDER BY e.seq DESC ${page}`;
  return rows.map((row) => ({
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    action: row.action,
    entityId: row.entity_id,
    entityName: row.entity_name,
    data: row.data,
    hash: row.hash.trim(),
  }));
}

/** A page of entries, newest first, and how many there are. */
export async function readAuditPage(
  db: Database,
  asked: Where & { page: number },
): Promise<{ items: AuditEntry[]; total: number; actions: string[] }> {
  const where = conditions(asked);
  const offset = (asked.page - 1) * auditPageSize;
  const [{ total } = { total: 0n }] = await db.$queryRaw<{ total: bigint }[]>`
    SELECT count(*) AS total FROM audit_entries e WHERE ${where}`;
  const actions = await db.$queryRaw<{ action: string }[]>`
    SELECT DISTINCT action FROM audit_entries WHERE institution_id = ${asked.institutionId}::uuid ORDER BY action`;
  const items = await read(db, where, Prisma.sql`LIMIT ${auditPageSize} OFFSET ${offset}`);
  return { items, total: Number(total), actions: actions.map(({ action }) => action) };
}

/** All entries that fit, newest first. */
export async function readAuditForExport(db: Database, asked: Where): Promise<AuditEntry[]> {
  return await read(db, conditions(asked), Prisma.sql`LIMIT ${exportLimit}`);
}

/** How many entries the chain has, and the newest one's hash. */
export async function readChainHead(
  db: Database,
  institutionId: string,
): Promise<{ entries: number; headHash: string | null }> {
  const head = await db.auditEntry.findFirst({ where: { institutionId }, orderBy: { seq: 'desc' } });
  return { entries: await db.auditEntry.count({ where: { institutionId } }), headHash: head?.hash ?? null };
}
