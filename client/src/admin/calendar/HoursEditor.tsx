/** The stretches of one day: from, to, a break between two, none when closed. */
import { ActionIcon, Button, Select, VisuallyHidden } from '@mantine/core';
import type { DayHours } from '@sambung/contract/calendar';
import { IconCoffee, IconX } from '@tabler/icons-react';
import { clockText } from '../../ui/date.ts';
import { useLanguage } from '../../ui/i18n.ts';
import classes from './calendar.module.css';
import { useText } from './messages.ts';
import { timesWith, withBreak } from './week.ts';

interface Props {
  /** Whose hours they are, for screen readers: the day's name. */
  day: string;
  hours: DayHours;
  onChange: (hours: DayHours) => void;
  error?: string | undefined;
}

/** More stretches than this the calendar does not keep. */
const mostParts = 4;

export function HoursEditor({ day, hours, onChange, error }: Props) {
  const t = useText();
  const replace = (index: number, part: Partial<DayHours[number]>) =>
    onChange(hours.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <div className={classes.parts}>
      {hours.map(({ opens, closes }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is nothing but its place in the day.
        <div key={index} className={classes.part}>
          <TimeSelect
            label={t('opensAt', { day, part: index + 1 })}
            value={opens}
            onChange={(time) => replace(index, { opens: time })}
            error={error !== undefined}
          />
          <span aria-hidden>{t('until')}</span>
          <TimeSelect
            label={t('closesAt', { day, part: index + 1 })}
            value={closes}
            onChange={(time) => replace(index, { closes: time })}
            error={error !== undefined}
          />
          {hours.length > 1 && (
            <ActionIcon
              color="gray"
              aria-label={t('removePart', { day, part: index + 1 })}
              onClick={() => onChange(hours.filter((_, at) => at !== index))}
            >
              <IconX size={20} aria-hidden />
            </ActionIcon>
          )}
          {index === hours.length - 1 && hours.length < mostParts && (
            <Button
              variant="subtle"
              px={8}
              leftSection={<IconCoffee size={18} aria-hidden />}
              onClick={() => onChange(withBreak(hours))}
            >
              <span aria-hidden>{t('addBreak')}</span>
              <VisuallyHidden>{t('addBreakTo', { day })}</VisuallyHidden>
            </Button>
          )}
        </div>
      ))}
      {error !== undefined && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface TimeProps {
  label: string;
  value: string;
  onChange: (time: string) => void;
  error: boolean;
}

function TimeSelect({ label, value, onChange, error }: TimeProps) {
  const language = useLanguage();
  return (
    <Select
      className={classes.time ?? ''}
      aria-label={label}
      data={timesWith(value).map((time) => ({ value: time, label: clockText(language, time) }))}
      value={value}
      onChange={(time) => time !== null && onChange(time)}
      allowDeselect={false}
      searchable
      withCheckIcon={false}
      error={error}
      withErrorStyles
      rightSection={null}
    />
  );
}
