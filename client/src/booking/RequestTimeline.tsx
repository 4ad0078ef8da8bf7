/** Requests along the days of their events. */
import type { RequestSummary } from '@sambung/contract/http';
import { formatDayParts } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import classes from './booking.module.css';
import { RequestCard } from './RequestCard.tsx';

export function RequestTimeline({ requests }: { requests: RequestSummary[] }) {
  const language = useLanguage();
  return (
    <ol className={classes.timeline}>
      {requests.map((request) => {
        const day = formatDayParts(language, request.startsAt, request.place.timeZone);
        return (
          <li key={request.id} className={classes.moment}>
            <div className={classes.day} aria-hidden="true">
              <span className={classes.dayName}>{day.weekday}</span>
              <span className={classes.dayNumber}>{day.day}</span>
              <span className={classes.dayName}>{day.month}</span>
            </div>
            <RequestCard request={request} />
          </li>
        );
      })}
    </ol>
  );
}
