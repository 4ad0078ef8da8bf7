/** A message's text with its web addresses as links; everything else stays the text it is. */
import { partsOf } from './chat-parts.ts';

export function ChatText({ text }: { text: string }) {
  return partsOf(text).map(({ at, text: part, url }) =>
    url === null ? (
      part
    ) : (
      <a key={at} href={url} target="_blank" rel="noopener noreferrer nofollow">
        {part}
      </a>
    ),
  );
}
