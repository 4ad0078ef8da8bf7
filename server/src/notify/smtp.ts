/** The mail server: one pooled connection set to SMTP_URL, and what its refusals mean. */
import { createTransport } from 'nodemailer';
import type { OutgoingMail } from './mail.ts';

/** How long one mail may take from connecting to the server's last answer. Longer waits for slow servers, shorter frees the claim sooner. */
export const sendTimeoutMs = 60_000;
/** Connections to the mail server at once. Higher empties the outbox sooner, lower keeps under a provider's limit. */
export const connections = 2;

export interface MailServer {
  /** Resolves once the server has taken the mail; rejects with what it said. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

export function openMailServer(smtpUrl: string): MailServer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // Nothing of a mail is ever read from a file or fetched from an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ ics, ...mail }) {
      const sending = transport.sendMail({
        ...mail,
        // One address, whatever stands in it; a list would need a parser.
        envelope: { from: mail.from.address, to: [mail.to.address] },
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        ...(ics && { icalEvent: { method: ics.method, filename: 'undangan.ics', content: ics.content } }),
      });
      await withTimeout(sending);
    },
    close: () => transport.close(),
  };
}

async function withTimeout(sending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })), sendTimeoutMs);
  });
  try {
    await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a refusal means: whether trying again can help, and what was said, without the address, for the outbox page. */
export function explainRefusal(error: unknown, address: string): { permanent: boolean; said: string } {
  const { code, command, responseCode, message } = error as {
    code?: string;
    command?: string;
    responseCode?: number;
    message?: string;
  };
  // A refused sender or sign-in is the installation's fault and may be mended; a refused recipient or content will not change.
  const aboutThisMail = command === 'RCPT TO' || command === 'DATA' || code === 'EMESSAGE';
  const refused = responseCode !== undefined && responseCode >= 500;
  const permanent = (aboutThisMail && refused) || (code === 'EENVELOPE' && command === 'API');
  return {
    permanent,
    said: `${code ?? 'error'}: ${message ?? ''}`.replaceAll(address, '…').replace(/\s+/g, ' ').slice(0, 500),
  };
}
