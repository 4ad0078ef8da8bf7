/** Rows of an institution's own mail texts. */
import type { NotificationEvent } from '@sambung/contract/notify';
import type { Language } from '@sambung/contract/problem';
import type { Database, Transaction } from '../db.ts';
import type { MailWords } from './texts-id.ts';

export async function listOwnTexts(db: Database, institutionId: string) {
  return await db.mailText.findMany({ where: { institutionId } });
}

interface TextKey {
  institutionId: string;
  event: NotificationEvent;
  language: Language;
}

export async function storeText(tx: Transaction, key: TextKey, { subject, body }: MailWords): Promise<void> {
  await tx.mailText.upsert({
    where: { institutionId_event_language: key },
    create: { ...key, subject, body },
    update: { subject, body },
  });
}

/** Answers whether there was one. */
export async function removeText(tx: Transaction, key: TextKey): Promise<boolean> {
  return (await tx.mailText.deleteMany({ where: key })).count > 0;
}
