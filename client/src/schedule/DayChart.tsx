/** One day: a line of hours for each place or person, a bar for each thing held. On a phone the bars are a list. */
import { Text } from '@mantine/core';
import type { Timeline } from '@sambung/contract/schedule';
import { clockText } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { barOf, firstHour, itemsOn, lastHour } from './days.ts';
import { Item } from './Item.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';

interface Props {
  rows: Timeline['rows'];
  date: string;
  pageZone: string;
}
const tickEveryHours = 2;
const ticks = Array.from(
  { length: (lastHour - firstHour) / tickEveryHours + 1 },
  (_, index) => firstHour + index * tickEveryHours,
);

export function DayChart({ rows, date, pageZone }: Props) {
  const t = useText();
  const language = useLanguage();
  return (
    <>
      <div className={classes.ticks} aria-hidden="true">
        {ticks.map((hour) => (
          <span key={hour} style={{ left: `${((hour - firstHour) / (lastHour - firstHour)) * 100}%` }}>
            {clockText(language, `${String(hour).padStart(2, '0')}:00`)}
          </span>
        ))}
      </div>
      <ul className={classes.rows}>
        {rows.map(({ resource, items }) => {
          const here = itemsOn(items, date, resource.timeZone);
          return (
            <li key={resource.id} className={classes.row}>
              <div className={classes.rowName}>
                <Text fw={700}>{resource.name}</Text>
                <Text size="sm" c="dimmed">
                  {resource.detail}
                </Text>
              </div>
              {here.length === 0 ? (
                <div className={classes.line}>
                  <span className={classes.free}>{t('free')}</span>
                </div>
              ) : (
                <ul className={classes.line}>
                  {here.map((item) => {
                    const { left, width } = barOf(item, date, resource.timeZone);
                    const place = { '--left': `${left * 100}%`, '--width': `${width * 100}%` } as React.CSSProperties;
                    return (
                      <li key={item.startsAt} className={classes.bar} style={place}>
                        <Item item={item} timeZone={resource.timeZone} pageZone={pageZone} />
                      </li>
                    );
                  })}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
