/** Requests along the days of their events. */
import type { CaseSummary } from '@sambung/contract/request';
import { formatDayParts } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { RequestCard } from './RequestCard.tsx';
import classes from './request.module.css';

export function RequestTimeline({ requests }: { requests: readonly CaseSummary[] }) {
  const language = useLanguage();
  return (
    <ol className={classes.timeline}>
      {requests.map((request) => {
        const day = request.startsAt && formatDayParts(language, request.startsAt, request.timeZone);
        return (
          <li key={request.id} className={classes.moment}>
            <div className={classes.day} aria-hidden="true" data-empty={!day}>
              {day && (
                <>
                  <span className={classes.dayName}>{day.weekday}</span>
                  <span className={classes.dayNumber}>{day.day}</span>
                  <span className={classes.dayName}>{day.month}</span>
                </>
              )}
            </div>
            <RequestCard request={request} />
          </li>
        );
      })}
    </ol>
  );
}
