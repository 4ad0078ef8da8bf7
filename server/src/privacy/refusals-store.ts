/** When nothing may be erased. */
import type { Transaction } from '../db.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { settingsOf } from '../identity/index.ts';
import { DomainError } from '../problem.ts';

/** Throws `legal-hold` with its reason: it wins over every request to erase, and says so. */
export async function refuseUnderHold(tx: Transaction, institutionId: string): Promise<void> {
  const { legalHold } = settingsOf(await tx.institution.findUniqueOrThrow({ where: { id: institutionId } }));
  if (legalHold === null) return;
  throw new DomainError('legal-hold', {
    detail: {
      id: `Tidak ada yang dihapus karena penahanan: ${legalHold}`,
      en: `Nothing was erased because of the hold: ${legalHold}`,
    },
  });
}

const finished = ['draft', 'archived', 'rejected', 'cancelled', 'no_show'] as const;

/** Throws `state-conflict` with the numbers of requests that still need the person. */
export async function refuseOpenCases(
  tx: Transaction,
  institutionId: string,
  whose: Prisma.RequestWhereInput,
): Promise<void> {
  const open = await tx.request.findMany({
    where: { institutionId, state: { notIn: [...finished] }, ...whose },
    select: { number: true },
    take: 5,
  });
  if (open.length === 0) return;
  const numbers = open.map(({ number }) => number ?? '—').join(', ');
  throw new DomainError('state-conflict', {
    detail: {
      id: `Masih dibutuhkan oleh permohonan yang berjalan: ${numbers}. Selesaikan atau batalkan dahulu.`,
      en: `Running requests still need this person: ${numbers}. Finish or cancel them first.`,
    },
  });
}
