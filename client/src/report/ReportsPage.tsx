/** The reports: which one, over which days, for which place and unit; the table, and the same as PDF, XLSX or CSV. */
import {
  ActionIcon,
  Button,
  Group,
  Pagination,
  Paper,
  SegmentedControl,
  Select,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { reportFormats, reportKinds } from '@sambung/contract/report';
import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { getReport, reportFileUrl } from '../api/documents.ts';
import { placesQuery } from '../api/queries.ts';
import { DayInput } from '../ui/DayInput.tsx';
import { formatDate, wallClock, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import { ReportTableView } from './ReportTableView.tsx';
import classes from './report.module.css';
import { isDate, rangeOf, shift, spans } from './span.ts';

/** Longer asks less often while somebody types, shorter answers sooner. */
const typingDelayMs = 300;

export function ReportsPage() {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const [query, setQuery] = useSearchParams();
  const spanLabel = useId();
  useDocumentTitle(t('title'));
  const report = reportKinds.find((one) => one === query.get('report')) ?? 'recap';
  const span = spans.find((one) => one === query.get('span')) ?? 'month';
  const asked = query.get('date') ?? '';
  const date = isDate(asked) ? asked : wallClock(new Date().toISOString(), timeZone).date;
  const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
  const placeId = query.get('place') ?? '';
  const [typed, setTyped] = useState(query.get('unit') ?? '');
  const [unit] = useDebouncedValue(typed.trim(), typingDelayMs);
  const places = useQuery(placesQuery);
  const filter = { report, ...rangeOf(span, date), placeId, unit };
  const table = useQuery({
    queryKey: ['reports', filter, page],
    queryFn: () => getReport(filter, page),
    placeholderData: keepPreviousData,
  });
  const change = (changes: Record<string, string>) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('page');
        for (const [key, value] of Object.entries(changes)) value ? next.set(key, value) : next.delete(key);
        return next;
      },
      { replace: true },
    );
  const day = (one: string) => formatDate(language, `${one}T12:00:00Z`, 'UTC');
  const range = t('range', {
    from: day(filter.from),
    to: day(filter.to),
    zone: zoneName(timeZone, `${filter.from}T00:00:00Z`),
  });
  return (
    <>
      <Title order={1} mb="lg">
        {t('title')}
      </Title>
      <div className={classes.filters}>
        <Select
          label={t('report')}
          allowDeselect={false}
          data={reportKinds.map((one) => ({ value: one, label: t(one) }))}
          value={report}
          onChange={(value) => change({ report: value ?? '' })}
        />
        <div>
          <span id={spanLabel} className={classes.spanLabel}>
            {t('span')}
          </span>
          <SegmentedControl
            fullWidth
            aria-labelledby={spanLabel}
            value={span}
            onChange={(value) => change({ span: value })}
            data={spans.map((one) => ({ value: one, label: t(one) }))}
          />
        </div>
        <div className={classes.step}>
          <ActionIcon
            variant="default"
            size={44}
            aria-label={t('previous')}
            onClick={() => change({ date: shift(span, date, -1) })}
          >
            <IconChevronLeft size={22} aria-hidden />
          </ActionIcon>
          <DayInput
            label={t('date')}
            value={date}
            timeZone={timeZone}
            onChange={(chosen) => isDate(chosen) && change({ date: chosen })}
          />
          <ActionIcon
            variant="default"
            size={44}
            aria-label={t('next')}
            onClick={() => change({ date: shift(span, date, 1) })}
          >
            <IconChevronRight size={22} aria-hidden />
          </ActionIcon>
        </div>
        <Select
          label={t('place')}
          allowDeselect={false}
          data={[
            { value: '', label: t('anyPlace') },
            ...(places.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={placeId}
          onChange={(value) => change({ place: value ?? '' })}
        />
        {report !== 'utilisation' && (
          <TextInput
            label={t('unit')}
            type="search"
            maxLength={200}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              change({ unit: event.currentTarget.value });
            }}
          />
        )}
      </div>
      <Paper component="section" className={classes.sheet} aria-labelledby="report-title">
        <Group justify="space-between" align="start">
          <div>
            <Title order={2} id="report-title">
              {t(report)}
            </Title>
            <Text>{range}</Text>
            <Text size="sm">{t(`${report}About`)}</Text>
          </div>
          <Group gap="xs" role="group" aria-label={t('files')}>
            {reportFormats.map((format) => (
              <Button
                key={format}
                component="a"
                href={reportFileUrl(filter, format, language)}
                download
                variant="default"
                leftSection={<IconDownload size={20} aria-hidden />}
                aria-label={t('download', { format: format.toUpperCase() })}
              >
                {format.toUpperCase()}
              </Button>
            ))}
          </Group>
        </Group>
        {table.isPending && <PageLoading />}
        <ProblemAlert error={table.error} onRetry={() => table.refetch()} />
        {table.data?.total === 0 && (
          <div role="status">
            <Text fw={700} mt="lg">
              {t('emptyTitle')}
            </Text>
            <Text>{t('empty')}</Text>
          </div>
        )}
        {table.data && table.data.total > 0 && (
          <>
            <ReportTableView table={table.data} caption={t('rows', { count: table.data.total })} />
            {table.data.total > table.data.pageSize && (
              <Pagination
                mt="md"
                aria-label={t('pages')}
                total={Math.ceil(table.data.total / table.data.pageSize)}
                value={page}
                onChange={(value) => change({ page: String(value) })}
              />
            )}
          </>
        )}
      </Paper>
    </>
  );
}
