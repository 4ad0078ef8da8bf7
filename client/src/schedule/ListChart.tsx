/** The schedule as a list by day: what the charts show, in reading order. */
import { Text, Title } from '@mantine/core';
import type { Timeline } from '@sambung/contract/schedule';
import { Link } from 'react-router';
import { formatDate, instantOf } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { itemsOn } from './days.ts';
import { useItemTime, useItemTitle } from './Item.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

interface Props {
  rows: Timeline['rows'];
  dates: readonly string[];
  pageZone: string;
}

export function ListChart({ rows, dates, pageZone }: Props) {
  const t = useText();
  const language = useLanguage();
  const titleOf = useItemTitle();
  const timeOf = useItemTime();
  const days = dates
    .map((date) => ({
      date,
      entries: rows
        .flatMap(({ resource, items }) => itemsOn(items, date, resource.timeZone).map((item) => ({ resource, item })))
        .sort((a, b) => a.item.startsAt.localeCompare(b.item.startsAt)),
    }))
    .filter(({ entries }) => entries.length > 0);
  if (days.length === 0) return <Text c="dimmed">{t('nothing')}</Text>;
  return (
    <ul className={classes.days}>
      {days.map(({ date, entries }) => (
        <li key={date}>
          <Title order={3}>{formatDate(language, instantOf({ date, time: '12:00' }, pageZone), pageZone)}</Title>
          <ul className={classes.list}>
            {entries.map(({ resource, item }) => (
              <li key={`${resource.id} ${item.startsAt}`} className={classes.listItem}>
                <span>{timeOf(item, resource.timeZone, pageZone)}</span>
                <strong>{resource.name}</strong>
                {item.requestId === null ? (
                  <span>{titleOf(item)}</span>
                ) : (
                  <Link to={`/requests/${item.requestId}`}>{titleOf(item)}</Link>
                )}
                {item.number !== null && <span className={classes.quiet}>{item.number}</span>}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
