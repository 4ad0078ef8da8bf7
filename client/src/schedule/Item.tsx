/** One thing on the schedule: its time and what it is, a link where the reader may open it. */
import type { TimelineItem } from '@sambung/contract/schedule';
import { Link } from 'react-router';
import { formatClocks, formatRange, wallClock, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { timeOf } from './days.ts';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

interface Props {
  item: TimelineItem;
  timeZone: string;
  /** The zone that the page names; another one is named beside the time. */
  pageZone: string;
}

/** What the item is called to this reader. */
export function useItemTitle(): (item: TimelineItem) => string {
  const t = useText();
  return (item) => {
    if (item.kind === 'blackout') return [t('blackout'), item.title].filter(Boolean).join(': ');
    const title = item.title ?? t('reserved');
    const isTest = item.parts.every(({ kind }) => kind === 'test');
    return isTest ? `${title} (${t('test')})` : title;
  };
}

/** "09.00–11.00", with both dates when it lies over midnight, with the zone when it is not the page's. */
export function useItemTime(): (item: TimelineItem, timeZone: string, pageZone: string) => string {
  const language = useLanguage();
  return (item, timeZone, pageZone) => {
    const { startsAt, endsAt } = timeOf(item);
    const over = wallClock(startsAt, timeZone).date !== wallClock(endsAt, timeZone).date;
    if (over) return formatRange(language, startsAt, endsAt, timeZone);
    const clocks = formatClocks(language, startsAt, endsAt, timeZone);
    return timeZone === pageZone ? clocks : `${clocks}\u00a0${zoneName(timeZone, startsAt)}`;
  };
}

export function Item({ item, timeZone, pageZone }: Props) {
  const title = useItemTitle()(item);
  const time = useItemTime()(item, timeZone, pageZone);
  const kind = item.kind === 'blackout' ? 'blackout' : item.requestId === null ? 'hidden' : 'case';
  const content = (
    <>
      <span className={classes.itemTime}>{time}</span>
      <span className={classes.itemTitle}>{title}</span>
    </>
  );
  const looks = { className: classes.item, 'data-kind': kind, 'data-state': item.state ?? '', title };
  if (item.requestId === null) return <div {...looks}>{content}</div>;
  return (
    <Link to={`/requests/${item.requestId}`} {...looks}>
      {content}
    </Link>
  );
}
