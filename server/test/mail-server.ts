/** A real SMTP server for tests: keeps what it took, refuses and dies as it is told. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  readonly to: readonly string[];
  readonly raw: string;
  readonly parsed: ParsedMail;
  /** The calendar part as it came, or null. */
  readonly ics: string | null;
}

export interface MailServerInTest {
  readonly url: string;
  readonly mails: TakenMail[];
  /** Mails to this address. */
  to(address: string): TakenMail[];
  /** Resolves once this many mails were taken. */
  arrived(count: number): Promise<void>;
  /** Answers with this code instead of taking the mail; null takes it. */
  refuse: (step: 'recipient' | 'content', address: string) => number | null;
  /** Called when the content has come, before it is acknowledged. */
  beforeAcknowledging: (mail: TakenMail) => void | Promise<void>;
  /** Called when somebody connects. */
  onConnect: () => void;
  close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServerInTest> {
  const mails: TakenMail[] = [];
  let changed = () => {};
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onConnect: (_session, done) => {
      server.onConnect();
      done();
    },
    onRcptTo: ({ address }, _session, done) => done(refusal('recipient', address)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        void take(
          Buffer.concat(chunks).toString('utf8'),
          session.envelope.rcptTo.map(({ address }) => address),
        ).then(done, done);
      });
    },
  });
  async function take(raw: string, to: string[]): Promise<Error | null> {
    const refused = refusal('content', to[0] ?? '');
    if (refused) return refused;
    const parsed = await simpleParser(raw);
    const calendar = parsed.attachments.find(({ contentType }) => /calendar|ics/.test(contentType));
    const mail = { to, raw, parsed, ics: calendar?.content.toString('utf8') ?? null };
    mails.push(mail);
    await server.beforeAcknowledging(mail);
    changed();
    return null;
  }
  function refusal(step: 'recipient' | 'content', address: string): Error | null {
    const responseCode = server.refuse(step, address);
    return responseCode === null ? null : Object.assign(new Error(`${address} not taken`), { responseCode });
  }
  smtp.on('error', () => {});
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const server: MailServerInTest = {
    url: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
    mails,
    to: (address) => mails.filter((mail) => mail.to.includes(address)),
    arrived: (count) =>
      new Promise((done) => {
        changed = () => {
          if (mails.length >= count) done();
        };
        changed();
      }),
    refuse: () => null,
    beforeAcknowledging: () => {},
    onConnect: () => {},
    close: () => new Promise((done) => smtp.close(() => done())),
  };
  return server;
}
