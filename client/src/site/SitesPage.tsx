/** The registry of client sites, and one site with the history of its addresses. */
import { Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { getSite, getSites } from '../api/sites.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import classes from './site.module.css';

export function SitesPage() {
  const t = useText();
  const language = useLanguage();
  useDocumentTitle(t('sites'));
  const sites = useQuery({ queryKey: ['sites'], queryFn: getSites });
  return (
    <>
      <Title order={1} mb="lg">
        {t('sites')}
      </Title>
      {sites.isPending && <PageLoading />}
      <ProblemAlert error={sites.error} onRetry={() => sites.refetch()} />
      {sites.data?.length === 0 && (
        <div className={classes.empty}>
          <Text fw={700}>{t('sitesEmpty')}</Text>
          <Text c="dimmed">{t('sitesEmptyText')}</Text>
        </div>
      )}
      <ul className={classes.list}>
        {sites.data?.map(({ id, name, room, addresses, updatedAt, timeZone }) => (
          <li key={id} className={classes.card}>
            <Anchor component={Link} to={`/sites/${id}`} fw={700}>
              {name}
            </Anchor>
            <Text size="sm">
              {t('room')}: {room}
            </Text>
            <Text size="sm">{t('addresses', { list: addresses.join(', ') || '–' })}</Text>
            <Text size="sm" c="dimmed">
              {t('updated')} {formatDateTime(language, updatedAt, timeZone)}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}

export function SitePage() {
  const t = useText();
  const language = useLanguage();
  const { id = '' } = useParams();
  const site = useQuery({ queryKey: ['sites', id], queryFn: () => getSite(id) });
  useDocumentTitle(site.data?.name ?? t('sites'));
  if (site.isPending) return <PageLoading />;
  if (!site.data) return <ProblemAlert error={site.error} onRetry={() => site.refetch()} />;
  const { name, room, timeZone, history, requests } = site.data;
  const time = (at: string) => formatDateTime(language, at, timeZone);
  const words = { declared: t('declared'), observed: t('observedSource'), reported: t('reportedSource') };
  return (
    <>
      <Anchor component={Link} to="/sites">
        {t('back')}
      </Anchor>
      <Title order={1} mt="sm">
        {name}
      </Title>
      <Text mb="lg">
        {t('room')}: {room}
      </Text>
      <Title order={2}>{t('addressHistory')}</Title>
      <ul className={classes.list}>
        {history.map(({ address, source, note, since, until }) => (
          <li key={`${address} ${since}`} className={classes.card}>
            <Text fw={700}>{address}</Text>
            <Text size="sm">
              {words[source]}, {t('since', { time: time(since) })}
              {until && `, ${t('until', { time: time(until) })}`}
            </Text>
            {note !== '' && <Text size="sm">{note}</Text>}
          </li>
        ))}
      </ul>
      <Title order={2}>{t('requests')}</Title>
      <ul className={classes.list}>
        {requests.map(({ id: requestId, number, title, startsAt }) => (
          <li key={requestId} className={classes.card}>
            <Anchor component={Link} to={`/requests/${requestId}`}>
              {number} {title}
            </Anchor>
            {startsAt && <Text size="sm">{time(startsAt)}</Text>}
          </li>
        ))}
      </ul>
    </>
  );
}
