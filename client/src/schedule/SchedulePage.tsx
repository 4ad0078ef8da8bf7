/** The schedule by place or by technician: a day, a week or a month, as a chart or as a list. What is shown stands in the address. */
import { ActionIcon, Button, Group, Pagination, Paper, SegmentedControl, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useSearchParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { timelineQuery } from '../api/queries.ts';
import { formatDate, formatDayParts, instantOf, wallClock, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useNow } from '../ui/use-now.ts';
import { DayChart } from './DayChart.tsx';
import { datesOf, shiftView, spanOf, type View, views } from './days.ts';
import { ListChart } from './ListChart.tsx';
import { useText } from './messages.ts';
import classes from './schedule.module.css';
import { TableChart } from './TableChart.tsx';

export function SchedulePage() {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const now = new Date(useNow()).toISOString();
  const today = wallClock(now, timeZone).date;
  const [params, setParams] = useSearchParams();
  const view = views.find((one) => one === params.get('view')) ?? 'day';
  const by = params.get('by') === 'technician' ? 'technician' : 'place';
  const date = /^\d{4}-\d{2}-\d{2}$/.test(params.get('date') ?? '') ? (params.get('date') ?? today) : today;
  const page = Math.max(1, Number(params.get('page')) || 1);
  // A week or month in columns does not fit a phone: there it is a list.
  const isNarrow = useMediaQuery('(max-width: 47.99em)') ?? false;
  const asList = params.get('as') === 'list' || (isNarrow && view !== 'day');
  const dates = datesOf(view, date);
  const timeline = useQuery(timelineQuery({ by, page, ...spanOf(dates, timeZone) }));
  useDocumentTitle(t('title'));
  const address = (changes: Record<string, string>) => {
    const next = new URLSearchParams({ view, by, date, ...(asList && !isNarrow && { as: 'list' }), ...changes });
    return `?${next}`;
  };
  const go = (changes: Record<string, string>) => setParams(address(changes).slice(1), { replace: true });
  const noon = (one: string) => instantOf({ date: one, time: '12:00' }, timeZone);
  const shown = () => {
    if (view === 'day') return formatDate(language, noon(date), timeZone);
    if (view === 'month')
      return new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
        month: 'long',
        year: 'numeric',
        timeZone,
      }).format(new Date(noon(date)));
    const part = (one: string) => formatDayParts(language, noon(one), timeZone);
    const [first, last] = [part(dates[0] ?? date), part(dates.at(-1) ?? date)];
    return `${first.day} ${first.month} – ${last.day} ${last.month} ${date.slice(0, 4)}`;
  };
  const data = timeline.data;
  return (
    <div className={classes.page}>
      <div>
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed" mt={4}>
          {t('intro', { zone: zoneName(timeZone, now) })}
        </Text>
      </div>
      <div className={classes.controls}>
        <Choice
          label={t('by')}
          value={by}
          onChange={(value) => go({ by: value })}
          data={[
            { value: 'place', label: t('byPlace') },
            { value: 'technician', label: t('byTechnician') },
          ]}
        />
        <Choice
          label={t('view')}
          value={view}
          onChange={(value) => go({ view: value })}
          data={views.map((one: View) => ({ value: one, label: t(one) }))}
        />
        {!(isNarrow && view !== 'day') && (
          <Choice
            label={t('form')}
            value={asList ? 'list' : 'chart'}
            onChange={(value) => go({ as: value })}
            data={[
              { value: 'chart', label: t('asPicture') },
              { value: 'list', label: t('asList') },
            ]}
          />
        )}
      </div>
      <Paper component="section" className={classes.sheet} aria-labelledby="shown">
        <div className={classes.head}>
          <Title order={2} id="shown">
            <span role="status">{shown()}</span>
          </Title>
          <Group gap={4} role="group" aria-label={t('period')} wrap="nowrap">
            <ActionIcon
              variant="default"
              aria-label={t('previous')}
              onClick={() => go({ date: shiftView(view, date, -1) })}
            >
              <IconChevronLeft size={20} aria-hidden />
            </ActionIcon>
            <Button variant="default" disabled={date === today} onClick={() => go({ date: today })}>
              {t('today')}
            </Button>
            <ActionIcon variant="default" aria-label={t('next')} onClick={() => go({ date: shiftView(view, date, 1) })}>
              <IconChevronRight size={20} aria-hidden />
            </ActionIcon>
          </Group>
        </div>
        {timeline.isPending && <PageLoading />}
        <ProblemAlert error={data === undefined ? timeline.error : null} onRetry={() => timeline.refetch()} />
        {data?.rows.length === 0 && <Text c="dimmed">{t('noRows')}</Text>}
        {data && data.rows.length > 0 && asList && <ListChart rows={data.rows} dates={dates} pageZone={timeZone} />}
        {data && data.rows.length > 0 && !asList && view === 'day' && (
          <DayChart rows={data.rows} date={date} pageZone={timeZone} />
        )}
        {data && data.rows.length > 0 && !asList && view !== 'day' && (
          <TableChart
            rows={data.rows}
            dates={dates}
            today={today}
            pageZone={timeZone}
            view={view}
            dayAddress={(one) => address({ view: 'day', date: one })}
          />
        )}
        {data && data.total > data.pageSize && (
          <Group mt="md" component="nav" aria-label={t('rows')}>
            <Pagination
              total={Math.ceil(data.total / data.pageSize)}
              value={data.page}
              size="lg"
              onChange={(value) => go({ page: String(value) })}
            />
            <Text size="sm" c="dimmed">
              {t('more', {
                from: (data.page - 1) * data.pageSize + 1,
                to: Math.min(data.page * data.pageSize, data.total),
                total: data.total,
              })}
            </Text>
          </Group>
        )}
      </Paper>
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  data: { value: string; label: string }[];
}

function Choice({ label, ...props }: ChoiceProps) {
  const id = useId();
  return (
    <div className={classes.control}>
      <span id={id} className={classes.controlLabel}>
        {label}
      </span>
      <SegmentedControl
        {...props}
        aria-labelledby={id}
        size="md"
        styles={{ label: { minHeight: 36, lineHeight: '28px' } }}
      />
    </div>
  );
}
