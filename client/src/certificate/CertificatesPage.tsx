/** The certificates of the institution: site, class, state, until when. */
import { Anchor, Button, Group, NativeSelect, Text, Title } from '@mantine/core';
import { type CertificateState, certificateStates } from '@sambung/contract/certificate';
import { classNames } from '@sambung/contract/certificate-words';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { getCertificates } from '../api/certificates.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { CertificateBadge } from './CertificateBadge.tsx';
import classes from './certificate.module.css';
import { useText } from './messages.ts';

export function CertificatesPage() {
  const t = useText();
  const language = useLanguage();
  useDocumentTitle(t('title'));
  const [state, setState] = useState<CertificateState | ''>('');
  const [page, setPage] = useState(1);
  const list = useQuery({
    queryKey: ['certificates', state, page],
    queryFn: () => getCertificates({ page, ...(state !== '' && { state }) }),
    placeholderData: keepPreviousData,
  });
  const pages = list.data ? Math.max(1, Math.ceil(list.data.total / list.data.pageSize)) : 1;
  return (
    <>
      <Title order={1}>{t('title')}</Title>
      <Text mb="lg">{t('intro')}</Text>
      <NativeSelect
        label={t('filter')}
        className={classes.filter ?? ''}
        value={state}
        onChange={(event) => {
          setState(event.currentTarget.value as CertificateState | '');
          setPage(1);
        }}
        data={[{ value: '', label: t('all') }, ...certificateStates.map((value) => ({ value, label: t(value) }))]}
      />
      {list.isPending && <PageLoading />}
      <ProblemAlert error={list.error} onRetry={() => list.refetch()} />
      {list.data?.total === 0 && (
        <div className={classes.empty}>
          <Text fw={700}>{t(state === '' ? 'listEmpty' : 'filteredEmpty')}</Text>
          {state === '' && <Text c="dimmed">{t('listEmptyText')}</Text>}
        </div>
      )}
      <ul className={classes.list}>
        {list.data?.items.map((one) => (
          <li key={one.id} className={classes.card}>
            <Anchor component={Link} to={`/certificates/${one.id}`} fw={700}>
              {[one.siteName, one.room].filter(Boolean).join(', ') || t('noSite')}
            </Anchor>
            <div className={classes.badges}>
              <CertificateBadge state={one.state} simulated={one.simulated} />
            </div>
            <Text size="sm">
              {t('class')}: {classNames[one.lineClass][language]}
            </Text>
            <Text size="sm">
              {t('until')}: {formatDateTime(language, one.validUntil, one.timeZone)}
            </Text>
            <Text size="sm" c="dimmed">
              {t('request')}: {one.requestNumber}
            </Text>
          </li>
        ))}
      </ul>
      {pages > 1 && (
        <Group>
          <Button variant="default" disabled={page === 1} onClick={() => setPage(page - 1)}>
            {t('earlier')}
          </Button>
          <Text>{t('pageOf', { page, pages })}</Text>
          <Button variant="default" disabled={page >= pages} onClick={() => setPage(page + 1)}>
            {t('later')}
          </Button>
        </Group>
      )}
    </>
  );
}
