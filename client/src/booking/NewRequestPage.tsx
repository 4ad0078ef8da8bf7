/** The page on which a request begins: which service, for whom, how it came in; then the procedure's own form. */
import { Alert, Anchor, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import type { Channel } from '@sambung/contract/request';
import type { SopSummary } from '@sambung/contract/sop';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { casesQuery, sopsQuery, sopVersionQuery } from '../api/queries.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import classes from './booking.module.css';
import { DraftPage } from './DraftPage.tsx';
import { Filing } from './Filing.tsx';
import { Intake } from './Intake.tsx';
import { useText } from './messages.ts';

export function NewRequestPage() {
  const t = useText();
  const staff = useStaff();
  const [query, setQuery] = useSearchParams();
  const sops = useQuery(sopsQuery);
  const files = staff.roles.includes('requester');
  const registers = staff.roles.some((role) => role !== 'requester');
  const behalf = registers && (!files || query.get('for') === 'somebody');
  useDocumentTitle(t(behalf ? 'registerTitle' : 'newTitle'));
  const draft = query.get('draft');
  // A draft that was begun here keeps this page: its address then leads back to it.
  const [begun, setBegun] = useState<string | null>(null);
  const wanted = query.get('sop');
  const sop = sops.data?.find(({ code }) => code === wanted) ?? (sops.data?.length === 1 ? sops.data[0] : undefined);
  const change = (key: string, value: string | null) =>
    setQuery((before) => {
      const next = new URLSearchParams(before);
      value === null ? next.delete(key) : next.set(key, value);
      return next;
    });
  if (draft !== null && draft !== begun) return <DraftPage id={draft} />;
  return (
    <div className={classes.narrow}>
      <Anchor component={Link} to="/" className={classes.back}>
        <IconArrowLeft size={18} aria-hidden /> {t('backHome')}
      </Anchor>
      <Title order={1} mb="lg">
        {t(behalf ? 'registerTitle' : 'newTitle')}
      </Title>
      <Stack>
        <ProblemAlert error={sops.error} onRetry={() => sops.refetch()} />
        {sops.isPending && <PageLoading />}
        {sops.data?.length === 0 && <Alert color="amber">{t('noServices')}</Alert>}
        {begun === null && files && registers && (
          <SegmentedControl
            aria-label={t('forWhom')}
            value={behalf ? 'somebody' : 'myself'}
            onChange={(value) => change('for', value === 'somebody' ? value : null)}
            data={[
              { value: 'myself', label: t('forMyself') },
              { value: 'somebody', label: t('forSomebody') },
            ]}
          />
        )}
        {sops.data && sop === undefined && sops.data.length > 0 && (
          <Services sops={sops.data} query={query} own={!behalf} />
        )}
        {sop && (
          <Begin
            key={`${sop.id} ${behalf}`}
            sop={sop}
            behalf={behalf}
            onOther={(sops.data?.length ?? 0) > 1 && begun === null ? () => change('sop', null) : undefined}
            onCreated={(id) => {
              setBegun(id);
              const next = new URLSearchParams(query);
              next.set('sop', sop.code);
              next.set('draft', id);
              setQuery(next, { replace: true });
            }}
          />
        )}
      </Stack>
    </div>
  );
}

function Services({ sops, query, own }: { sops: readonly SopSummary[]; query: URLSearchParams; own: boolean }) {
  const t = useText();
  const language = useLanguage();
  const to = (code: string) => {
    const next = new URLSearchParams(query);
    next.set('sop', code);
    return `?${next}`;
  };
  return (
    <>
      {own && <Drafts />}
      <Title order={2}>{t('chooseService')}</Title>
      <ul className={classes.services}>
        {sops.map(({ id, code, service, number, version }) => (
          <li key={id}>
            <Link to={to(code)} className={classes.service}>
              <h3 className={classes.serviceName}>{service.name[language]}</h3>
              <Text>{service.description[language]}</Text>
              {number !== '' && (
                <Text size="sm" c="dimmed" mt={4}>
                  {t('sopNumber', { number, version })}
                </Text>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What was begun and not sent can be gone on with. */
function Drafts() {
  const t = useText();
  const language = useLanguage();
  const drafts = useQuery(casesQuery({ view: 'own', state: 'draft' }));
  if (!drafts.data || drafts.data.items.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="sm">
        {t('drafts')}
      </Title>
      <ul className={classes.services}>
        {drafts.data.items.map(({ id, title, sop, updatedAt, timeZone }) => (
          <li key={id}>
            <Link to={`/requests/${id}/edit`} className={classes.service}>
              <h3 className={classes.serviceName}>{title === '' ? t('untitled') : title}</h3>
              <Text size="sm" c="dimmed">
                {sop.name[language]} · {t('draftLine', { when: formatDateTime(language, updatedAt, timeZone) })}
              </Text>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface BeginProps {
  sop: SopSummary;
  behalf: boolean;
  onOther: (() => void) | undefined;
  onCreated: (id: string) => void;
}

function Begin({ sop, behalf, onOther, onCreated }: BeginProps) {
  const t = useText();
  const language = useLanguage();
  const version = useQuery(sopVersionQuery(sop.id, sop.version));
  const [intake, setIntake] = useState<{ channel: Channel; receivedAt: string } | null>(null);
  return (
    <>
      <Group justify="space-between">
        <div>
          <Text fw={700}>{sop.service.name[language]}</Text>
          {sop.number !== '' && (
            <Text size="sm" c="dimmed">
              {t('sopNumber', { number: sop.number, version: sop.version })}
            </Text>
          )}
        </div>
        {onOther && (
          <Button variant="default" onClick={onOther}>
            {t('otherService')}
          </Button>
        )}
      </Group>
      <ProblemAlert error={version.error} onRetry={() => version.refetch()} />
      {version.isPending && <PageLoading />}
      {version.data && behalf && intake === null && <Intake sop={version.data} onChosen={setIntake} />}
      {version.data && (!behalf || intake !== null) && (
        <Filing
          sop={version.data}
          detail={null}
          channel={intake?.channel ?? 'web'}
          receivedAt={intake?.receivedAt}
          onCreated={(detail) => onCreated(detail.id)}
        />
      )}
    </>
  );
}
