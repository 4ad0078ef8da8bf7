/** The audit chain's arithmetic: every entry's hash covers the entry before, so that no entry can be changed, removed or slipped in unnoticed. */
import { createHash } from 'node:crypto';

/** A value that PostgreSQL's jsonb gives back as it was put in. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What an entry says, before it has its place in the chain. */
export interface AuditFacts {
  readonly institutionId: string;
  readonly at: Date;
  /** Null when the installation itself acted. */
  readonly actorId: string | null;
  /** Domain word and past tense: `request.submitted`. */
  readonly action: string;
  readonly entityId: string;
  /** No secrets and no personal data beyond ids: entries are never deleted. */
  readonly data: { readonly [key: string]: Json };
}

export interface AuditEntry extends AuditFacts {
  /** 1, 2, 3 … within the institution. */
  readonly seq: bigint;
  readonly previousHash: string;
  readonly hash: string;
}

/** The `previousHash` of an institution's first entry. */
export const firstPreviousHash = '0'.repeat(64);

/** The entry that follows `previous` (null for the first). */
export function nextEntry(previous: Pick<AuditEntry, 'seq' | 'hash'> | null, facts: AuditFacts): AuditEntry {
  const unhashed = { ...facts, seq: (previous?.seq ?? 0n) + 1n, previousHash: previous?.hash ?? firstPreviousHash };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/** The first entry whose place, link or hash is wrong, or null when the whole chain (ascending from 1) is sound. */
export function findBreak(chain: readonly AuditEntry[]): { seq: bigint; reason: 'gap' | 'link' | 'hash' } | null {
  let previous: Pick<AuditEntry, 'seq' | 'hash'> | null = null;
  for (const entry of chain) {
    if (entry.seq !== (previous?.seq ?? 0n) + 1n) return { seq: entry.seq, reason: 'gap' };
    if (entry.previousHash !== (previous?.hash ?? firstPreviousHash)) return { seq: entry.seq, reason: 'link' };
    if (entry.hash !== hashOf(entry)) return { seq: entry.seq, reason: 'hash' };
    previous = entry;
  }
  return null;
}

function hashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const covered = {
    institutionId: entry.institutionId,
    seq: entry.seq.toString(),
    at: entry.at.toISOString(),
    actorId: entry.actorId,
    action: entry.action,
    entityId: entry.entityId,
    data: entry.data,
    previousHash: entry.previousHash,
  };
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
}

/** JSON with sorted keys and no spaces: jsonb does not keep the order of keys. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}
