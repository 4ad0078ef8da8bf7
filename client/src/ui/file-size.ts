/** The size of a file as people read it: "20 MB", "1,4 MB". */
import type { Language } from '@sambung/contract/problem';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

export function formatFileSize(language: Language, bytes: number): string {
  const [value, unit] = bytes >= 1_000_000 ? [bytes / 1_000_000, 'megabyte'] : [Math.ceil(bytes / 1_000), 'kilobyte'];
  const style = { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 } as const;
  return new Intl.NumberFormat(locales[language], style as Intl.NumberFormatOptions).format(value as number);
}
