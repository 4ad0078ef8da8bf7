/** A week or a month: a row for each place or person, a column for each day. A month shows how much there is and leads to the day. */
import { Text } from '@mantine/core';
import type { Timeline } from '@sambung/contract/schedule';
import { Link } from 'react-router';
import { formatDate, formatDayParts, instantOf } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { itemsOn } from './days.ts';
import { Item } from './Item.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

interface Props {
  rows: Timeline['rows'];
  dates: readonly string[];
  today: string;
  pageZone: string;
  view: 'week' | 'month';
  /** The address of a day's chart. */
  dayAddress: (date: string) => string;
}

export function TableChart({ rows, dates, today, pageZone, view, dayAddress }: Props) {
  const t = useText();
  const language = useLanguage();
  const noon = (date: string) => instantOf({ date, time: '12:00' }, pageZone);
  return (
    // A table wider than the page is scrolled by keyboard, too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className={classes.scroll} aria-label={t('scroll')} tabIndex={0}>
      <table className={`${classes.table} ${view === 'week' ? classes.week : classes.month}`}>
        <thead>
          <tr>
            <th scope="col">{t('resource')}</th>
            {dates.map((date) => {
              const { weekday, day, month } = formatDayParts(language, noon(date), pageZone);
              return (
                <th key={date} scope="col" data-today={date === today}>
                  {view === 'week' ? `${weekday} ${day} ${month}` : day}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ resource, items }) => (
            <tr key={resource.id}>
              <th scope="row">
                {resource.name}
                <Text size="sm" c="dimmed">
                  {resource.detail}
                </Text>
              </th>
              {dates.map((date) => {
                const here = itemsOn(items, date, resource.timeZone);
                return (
                  <td key={date} data-today={date === today}>
                    {view === 'week' && here.length > 0 && (
                      <ul className={classes.rows}>
                        {here.map((item) => (
                          <li key={item.startsAt}>
                            <Item item={item} timeZone={resource.timeZone} pageZone={pageZone} />
                          </li>
                        ))}
                      </ul>
                    )}
                    {view === 'month' && here.length > 0 && (
                      <Link
                        to={dayAddress(date)}
                        className={classes.cell}
                        data-blackout={here.every(({ kind }) => kind === 'blackout')}
                        aria-label={t('openDay', {
                          date: formatDate(language, noon(date), pageZone),
                          name: resource.name,
                          count: here.length,
                        })}
                      >
                        {here.length}
                      </Link>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
