/** All requests one may see: search, state filter, pages; one's own or the whole institution's. */
import { Group, Pagination, SegmentedControl, Select, Text, TextInput, Title, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type RequestState, requestStates } from '@sambung/contract/request';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { casesQuery } from '../api/queries.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import { RequestCard } from './RequestCard.tsx';
import classes from './request.module.css';
import { stateLabel } from './StateBadge.tsx';

/** Longer searches less often while somebody types, shorter answers sooner. */
const searchDelayMs = 300;

export function RequestsPage() {
  const t = useText();
  const staff = useStaff();
  const [query, setQuery] = useSearchParams();
  const office = staff.roles.some((role) => role !== 'requester');
  const view = office && query.get('view') !== 'own' ? 'office' : 'own';
  const state = requestStates.find((one) => one === query.get('state'));
  const page = Math.max(1, Number.parseInt(query.get('page') ?? '1', 10) || 1);
  const [typed, setTyped] = useState(query.get('q') ?? '');
  const [q] = useDebouncedValue(typed, searchDelayMs);
  const cases = useQuery(casesQuery({ view, state, q, page }));
  useDocumentTitle(t('listTitle'));
  const change = (changes: Record<string, string | null>) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('page');
        for (const [key, value] of Object.entries(changes)) value ? next.set(key, value) : next.delete(key);
        return next;
      },
      { replace: true },
    );
  const pages = cases.data ? Math.ceil(cases.data.total / cases.data.pageSize) : 1;
  return (
    <>
      <Title order={1} mb="lg">
        {t('listTitle')}
      </Title>
      <div className={classes.filters}>
        {office && (
          <SegmentedControl
            aria-label={t('listView')}
            value={view}
            onChange={(value) => change({ view: value })}
            data={[
              { value: 'office', label: t('listOffice') },
              { value: 'own', label: t('listOwn') },
            ]}
          />
        )}
        <TextInput
          label={t('search')}
          placeholder={t('searchHelp')}
          leftSection={<IconSearch size={20} aria-hidden />}
          type="search"
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            change({ q: event.currentTarget.value });
          }}
        />
        <Select
          label={t('stateFilter')}
          allowDeselect={false}
          data={[
            { value: '', label: t('anyState') },
            ...requestStates.map((one: RequestState) => ({ value: one, label: t(stateLabel(one)) })),
          ]}
          value={state ?? ''}
          onChange={(value) => change({ state: value })}
        />
      </div>
      <ProblemAlert error={cases.error} onRetry={() => cases.refetch()} />
      {cases.isPending && <PageLoading />}
      {cases.data && (
        <>
          <Text role="status" my="md">
            {cases.data.total === 0 ? t('listEmptyTitle') : t('listCount', { count: cases.data.total })}
          </Text>
          <VisuallyHidden component="h2">{t(view === 'own' ? 'listOwn' : 'listOffice')}</VisuallyHidden>
          {cases.data.total === 0 && <Text c="dimmed">{t('listEmpty')}</Text>}
          <ul className={classes.cards}>
            {cases.data.items.map((request) => (
              <li key={request.id}>
                <RequestCard request={request} />
              </li>
            ))}
          </ul>
          {pages > 1 && (
            <Group justify="center" mt="lg" component="nav" aria-label={t('listPages')}>
              <Pagination
                total={pages}
                value={page}
                onChange={(next) => change({ page: String(next) })}
                size="lg"
                getItemProps={(number) => ({ 'aria-label': String(number) })}
              />
            </Group>
          )}
        </>
      )}
    </>
  );
}
