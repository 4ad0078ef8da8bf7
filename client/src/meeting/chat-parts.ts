/** Cuts a message into words and web addresses, and keeps what could not be sent. Pure. */

export interface ChatPart {
  /** Where it begins in the text. */
  at: number;
  text: string;
  /** Only http and https; null for what is no address. */
  url: string | null;
}

const address = /https?:\/\/[^\s<>"'`]+/gi;
/** Stops and brackets that end a sentence rather than an address. */
const sentenceEnd = /[.,;:!?)\]}»”’]+$/;

export function partsOf(text: string): ChatPart[] {
  const parts: ChatPart[] = [];
  let from = 0;
  const add = (until: number, url: string | null) => {
    if (until > from) parts.push({ at: from, text: text.slice(from, until), url });
    from = until;
  };
  for (const found of text.matchAll(address)) {
    const written = found[0].replace(sentenceEnd, '');
    const url = urlOf(written);
    if (url === null) continue;
    add(found.index, null);
    add(found.index + written.length, url);
  }
  add(text.length, null);
  return parts;
}

function urlOf(written: string): string | null {
  const url = URL.canParse(written) ? new URL(written) : null;
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}

/** What stands in the field when `written` could not be sent and `next` was begun meanwhile: both, in their order. */
export const withUnsent = (written: string, next: string): string => (next === '' ? written : `${written}\n${next}`);
