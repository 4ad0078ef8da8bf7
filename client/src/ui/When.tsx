/** A stretch of time as text whose clock times stay on one line: "Selasa, 3 Feb 2026, 09.00–11.00 WIB". */
import { formatClockRange, formatDate, formatRange, wallClock } from './date.ts';
import { useLanguage } from './i18n.ts';

interface Props {
  startsAt: string;
  endsAt: string;
  timeZone: string;
}

export function When({ startsAt, endsAt, timeZone }: Props) {
  const language = useLanguage();
  if (wallClock(startsAt, timeZone).date !== wallClock(endsAt, timeZone).date) {
    return formatRange(language, startsAt, endsAt, timeZone);
  }
  return (
    <>
      {formatDate(language, startsAt, timeZone)},{' '}
      <span style={{ whiteSpace: 'nowrap' }}>{formatClockRange(language, startsAt, endsAt, timeZone)}</span>
    </>
  );
}
