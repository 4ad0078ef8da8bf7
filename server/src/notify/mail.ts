/** A mail made from a row of the outbox: the institution's words or ours, in the recipient's language, as text and HTML, with its invitation. Pure. */
import type { NotificationEvent } from '@sambung/contract/notify';
import type { Language } from '@sambung/contract/problem';
import { factsOf } from './facts.ts';
import { invitationText } from './invitation.ts';
import type { MessageData } from './message.ts';
import { sampleData, sampleDigest } from './sample.ts';
import { escapeHtml, type Facts, oneLine, renderHtml, renderText } from './text.ts';
import { textsEn } from './texts-en.ts';
import { type MailWords, textsId } from './texts-id.ts';

export interface OutgoingMail {
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** When it was recorded, so that a repeat is the same letter. */
  readonly date: Date;
  readonly ics: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string } | null;
}

/** A row with what belongs to it. */
export interface OutboxRow {
  readonly id: string;
  readonly event: NotificationEvent;
  readonly requestId: string | null;
  readonly staffId: string | null;
  readonly address: string;
  readonly language: Language;
  readonly data: MessageData;
  readonly createdAt: Date;
  readonly institution: { readonly name: string; readonly timeZone: string };
  /** The institution's own words for this event and language. */
  readonly own: MailWords | null;
}

export interface MailSettings {
  /** The address mails come from. */
  readonly from: string;
  readonly publicUrl: string;
  readonly open: (sealed: string) => string;
}

const texts: Record<Language, Record<NotificationEvent, MailWords>> = { id: textsId, en: textsEn };

/** Our own words for an event. */
export function defaultWords(event: NotificationEvent, language: Language): MailWords {
  return texts[language][event];
}

export function mailOf(row: OutboxRow, settings: MailSettings): OutgoingMail {
  const facts = factsOfRow(row, settings);
  const words = row.own ?? defaultWords(row.event, row.language);
  const { language, institution, data } = row;
  const frame = frameOf(row, settings);
  const text = [frame.greeting, renderText(words.body, facts), frame.closing].join('\n\n');
  const subject = oneLine(renderText(words.subject, facts));
  const from = { name: oneLine(institution.name), address: settings.from };
  const to = { name: oneLine(data.recipient.name), address: row.address };
  return {
    messageId: messageIdOf(row.id, settings.from),
    from,
    to,
    subject,
    text: `${text}\n`,
    html: htmlOf(language, subject, [
      `<p>${escapeHtml(frame.greeting)}</p>`,
      renderHtml(words.body, facts),
      `<p class="closing">${escapeHtml(frame.closing).replaceAll('\n', '<br>\n')}</p>`,
    ]),
    date: row.createdAt,
    ics: data.ics
      ? {
          method: data.ics.method === 'cancel' ? 'CANCEL' : 'REQUEST',
          content: invitationText({
            invitation: data.ics,
            title: titleOfInvitation(row),
            place: data.case?.place ?? '',
            description: renderText(words.body, facts),
            url: facts.link ?? null,
            organizer: from,
            attendee: to,
            writtenAt: row.createdAt,
          }),
        }
      : null,
  };
}

/** What the screen shows of a message: its subject, and the first paragraph of our own words. */
export function noticeOf(row: OutboxRow, settings: Omit<MailSettings, 'from'>): { title: string; text: string } {
  const facts = factsOfRow(row, settings);
  const { subject, body } = defaultWords(row.event, row.language);
  return {
    title: oneLine(renderText(subject, facts)),
    text: renderText(body.split('\n\n')[0] ?? '', facts),
  };
}

/** A mail that says nothing but that mail arrives. */
export function testMail({
  id,
  staff,
  language,
  from,
  now,
}: {
  id: string;
  staff: { name: string; email: string; institution: { name: string } };
  language: Language;
  from: string;
  now: Date;
}): OutgoingMail {
  const words =
    language === 'id'
      ? { subject: 'Surat uji dari Sambung', text: 'Surat ini sampai: server surat sudah diatur dengan benar.' }
      : { subject: 'Test mail from Sambung', text: 'This mail arrived: the mail server is set correctly.' };
  return {
    messageId: messageIdOf(id, from),
    from: { name: oneLine(staff.institution.name), address: from },
    to: { name: oneLine(staff.name), address: staff.email },
    subject: words.subject,
    text: `${words.text}\n`,
    html: htmlOf(language, words.subject, [`<p>${escapeHtml(words.text)}</p>`]),
    date: now,
    ics: null,
  };
}

/** The words with facts of a made-up case, for the page on which they are written. */
export function sampleMail({
  event,
  language,
  words,
  staff,
  publicUrl,
  now,
}: {
  event: NotificationEvent;
  language: Language;
  words: MailWords;
  staff: { id: string; name: string; institution: { name: string; timeZone: string } };
  publicUrl: string;
  now: Date;
}): { subject: string; text: string } {
  const data = sampleData(staff.name, staff.institution.timeZone, now);
  const row = {
    id: staff.id,
    event,
    requestId: staff.id,
    staffId: staff.id,
    address: '',
    language,
    data: event === 'digest' ? { ...data, digest: sampleDigest(now) } : data,
    createdAt: now,
    institution: staff.institution,
    own: words,
  };
  const { subject, text } = mailOf(row, { from: '', publicUrl, open: (secret) => secret });
  return { subject, text };
}

function factsOfRow(row: OutboxRow, { publicUrl, open }: Omit<MailSettings, 'from'>): Facts {
  const { event, language, institution, requestId, staffId } = row;
  return factsOf(row.data, { event, language, institution, requestId, hasAccount: staffId !== null, publicUrl, open });
}

/** From the row alone: a repeat after a crash carries the same one, and mail programs show it once (RFC 5322 §3.6.4). */
export function messageIdOf(rowId: string, from: string): string {
  return `<${rowId}@${from.split('@').at(-1)}>`;
}

function titleOfInvitation({ event, language, data }: OutboxRow): string {
  const title = data.case?.title ?? '';
  if (event !== 'test-scheduled') return title;
  return language === 'id' ? `Uji koneksi: ${title}` : `Test call: ${title}`;
}

function frameOf({ language, data, institution, staffId }: OutboxRow, { publicUrl }: MailSettings) {
  const { name: written } = data.recipient;
  // Lists of addresses come without names.
  const name = written.includes('@') ? '' : oneLine(written);
  const settings = `${publicUrl}/account/notifications`;
  if (language === 'id') {
    const choose = staffId === null ? '' : `\nAtur pemberitahuan Anda: ${settings}`;
    return {
      greeting: name === '' ? 'Yth. Bapak/Ibu,' : `Yth. ${name},`,
      closing: `${oneLine(institution.name)}\nSurat ini dikirim otomatis; balasannya tidak dibaca.${choose}`,
    };
  }
  const choose = staffId === null ? '' : `\nChoose your notifications: ${settings}`;
  return {
    greeting: name === '' ? 'Dear Sir or Madam,' : `Dear ${name},`,
    closing: `${oneLine(institution.name)}\nThis mail was sent automatically; answers are not read.${choose}`,
  };
}

const style =
  'body{margin:0;padding:24px;background:#f6f5f1;color:#142024;font:16px/1.55 system-ui,sans-serif}' +
  'main{max-width:600px;margin:0 auto;padding:24px;background:#fff;border:1px solid #dcdfdc;border-radius:12px}' +
  'a{color:#0b5c60}.closing{margin-top:32px;padding-top:16px;border-top:1px solid #dcdfdc;color:#526166;font-size:14px}';

function htmlOf(language: Language, subject: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title><style>${style}</style></head>
<body><main>
${parts.join('\n')}
</main></body>
</html>
`;
}
