/** The audit log: filtered pages, the chain's verdict, and a table to take along. */
import { Alert, Button, Group, Select, Text, TextInput } from '@mantine/core';
import type { AuditEntry } from '@sambung/contract/audit';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useStaff } from '../account/index.ts';
import { type AuditFilters, auditExportAddress, auditQuery, getChainVerdict, peopleQuery } from '../api/admin.ts';
import { DayInput } from '../ui/DayInput.tsx';
import { formatDateTime, formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { AdminFrame } from './AdminFrame.tsx';
import classes from './admin.module.css';
import { useAuditText } from './audit-messages.ts';

const noFilters: AuditFilters = { subject: '', actorId: '', action: '', from: '', to: '' };

export function AuditPage() {
  const t = useAuditText();
  const language = useLanguage();
  const [filters, setFilters] = useState(noFilters);
  const [page, setPage] = useState(1);
  const log = useQuery(auditQuery(filters, page));
  function change(part: Partial<AuditFilters>) {
    setFilters({ ...filters, ...part });
    setPage(1);
  }
  const pages = log.data ? Math.max(1, Math.ceil(log.data.total / log.data.pageSize)) : 1;
  return (
    <AdminFrame title={t('title')} intro={t('intro')}>
      <Verdict />
      <Filters filters={filters} onChange={change} actions={log.data?.actions ?? []} />
      <Group justify="space-between">
        <Text role="status">{log.data && t('total', { count: formatNumber(language, log.data.total) })}</Text>
        <Group>
          <Button variant="subtle" onClick={() => change(noFilters)}>
            {t('clear')}
          </Button>
          <Button variant="default" component="a" href={auditExportAddress(filters)} download="audit.csv">
            {t('export')}
          </Button>
        </Group>
      </Group>
      <ProblemAlert error={log.error} onRetry={() => log.refetch()} />
      {log.isPending && <PageLoading />}
      {log.data?.items.length === 0 && <Text className={classes.empty}>{t('none')}</Text>}
      {log.data && log.data.items.length > 0 && (
        <ul className={classes.rows}>
          {log.data.items.map((entry) => (
            <Entry key={entry.seq} entry={entry} />
          ))}
        </ul>
      )}
      {pages > 1 && (
        <Group justify="center">
          <Button variant="default" disabled={page === 1} onClick={() => setPage(page - 1)}>
            {t('previous')}
          </Button>
          <Text>{t('page', { page, pages })}</Text>
          <Button variant="default" disabled={page >= pages} onClick={() => setPage(page + 1)}>
            {t('next')}
          </Button>
        </Group>
      )}
    </AdminFrame>
  );
}

interface FilterProps {
  filters: AuditFilters;
  actions: readonly string[];
  onChange: (part: Partial<AuditFilters>) => void;
}

function Filters({ filters, actions, onChange }: FilterProps) {
  const t = useAuditText();
  const { timeZone } = useStaff().institution;
  const people = useQuery(peopleQuery);
  return (
    <div className={classes.filters}>
      <TextInput
        label={t('subject')}
        value={filters.subject}
        maxLength={60}
        onChange={(event) => onChange({ subject: event.currentTarget.value })}
      />
      <Select
        label={t('actor')}
        placeholder={t('all')}
        clearable
        searchable
        data={(people.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.actorId === '' ? null : filters.actorId}
        onChange={(actorId) => onChange({ actorId: actorId ?? '' })}
      />
      <Select
        label={t('action')}
        placeholder={t('all')}
        clearable
        searchable
        data={[...actions]}
        value={filters.action === '' ? null : filters.action}
        onChange={(action) => onChange({ action: action ?? '' })}
      />
      <DayInput
        label={t('from')}
        clearable
        value={filters.from}
        onChange={(from) => onChange({ from })}
        timeZone={timeZone}
      />
      <DayInput label={t('to')} clearable value={filters.to} onChange={(to) => onChange({ to })} timeZone={timeZone} />
    </div>
  );
}

function Verdict() {
  const t = useAuditText();
  const language = useLanguage();
  const verdict = useMutation({ mutationFn: getChainVerdict });
  const broken = verdict.data?.broken;
  return (
    <div>
      <Button variant="default" loading={verdict.isPending} onClick={() => verdict.mutate()}>
        {t('verify')}
      </Button>
      <div role="status">
        {verdict.data && (
          <Alert color={broken ? 'red' : 'green'} mt="sm">
            <span className={classes.rowMain}>
              {broken
                ? t('broken', { seq: broken.seq, reason: t(broken.reason) })
                : t('sound', {
                    count: formatNumber(language, verdict.data.entries),
                    hash: verdict.data.headHash ?? '—',
                  })}
            </span>
          </Alert>
        )}
      </div>
      <ProblemAlert error={verdict.error} onRetry={() => verdict.mutate()} />
    </div>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const t = useAuditText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  return (
    <li>
      <div className={classes.rowMain}>
        <div className={classes.name}>
          {entry.action} {entry.entityName !== null && `· ${entry.entityName}`}
        </div>
        <div className={classes.quiet}>
          {formatDateTime(language, entry.at, timeZone)} · {entry.actor?.name ?? t('system')}
        </div>
        <details>
          <summary aria-label={t('detailsOf', { seq: entry.seq })} className={classes.summary}>
            {t('details')}
          </summary>
          <pre className={classes.data}>
            {JSON.stringify({ seq: entry.seq, id: entry.entityId, ...entry.data, hash: entry.hash }, null, 2)}
          </pre>
        </details>
      </div>
    </li>
  );
}
