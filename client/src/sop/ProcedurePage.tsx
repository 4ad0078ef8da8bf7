/** One procedure: its newest text in the editor, its history, taking it out of the services and back. */
import { Anchor, Badge, Button, Group, Paper, Text, Title } from '@mantine/core';
import type { SopVersion } from '@sambung/contract/sop';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { publishSop, restoreSop, retireSop, sopHistoryQuery, sopListQuery } from '../api/sops.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { NotFoundPage } from '../ui/NotFoundPage.tsx';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import { ProcedureEditor } from './ProcedureEditor.tsx';
import classes from './sop.module.css';
import { useDraft } from './use-draft.ts';

export function ProcedurePage() {
  const { id = '' } = useParams();
  const list = useQuery(sopListQuery);
  const newest = list.data?.find((sop) => sop.id === id)?.version;
  const version = useQuery({ ...sopHistoryQuery(id, newest ?? 1), enabled: newest !== undefined });
  if (list.data !== undefined && newest === undefined) return <NotFoundPage />;
  if (version.data === undefined) {
    const error = list.error ?? version.error;
    return error ? <ProblemAlert error={error} onRetry={() => void list.refetch()} /> : <PageLoading />;
  }
  return <Procedure sop={version.data} />;
}

function Procedure({ sop }: { sop: SopVersion }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const draft = useDraft(`sop-draft:${sop.id}:${sop.version}`, sop.source);
  const isRetired = sop.retiredAt !== null;
  useDocumentTitle(sop.title);
  const refresh = () => client.invalidateQueries({ queryKey: ['sops'] });
  const retirement = useMutation({
    mutationFn: () => (isRetired ? restoreSop(sop.id) : retireSop(sop.id)),
    onSuccess: refresh,
  });
  return (
    <>
      <Anchor component={Link} to="/admin/procedures">
        {t('back')}
      </Anchor>
      <Group justify="space-between" mt="sm" mb="lg">
        <div>
          <Title order={1}>{sop.title}</Title>
          <Text c="dimmed">
            {[sop.number, sop.service.name[language], t('version', { version: sop.version })]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </div>
        <Badge color={isRetired ? 'gray' : 'teal'}>{t(isRetired ? 'retired' : 'active')}</Badge>
      </Group>
      <ProcedureEditor
        draft={draft}
        publishLabel={t('publish', { version: sop.version + 1 })}
        publish={(source, changeNote) => publishSop(sop.id, { source, changeNote, baseVersion: sop.version })}
        onPublished={() => {
          draft.discard();
          void refresh();
        }}
      />
      <History sop={sop} onUse={draft.change} />
      <Paper component="section" className={classes.section} mt="lg">
        <Text>{t(isRetired ? 'restoreText' : 'retireText')}</Text>
        <ProblemAlert error={retirement.error} onRetry={() => retirement.mutate()} />
        <Button
          variant="default"
          className={classes.action}
          loading={retirement.isPending}
          onClick={() => retirement.mutate()}
        >
          {t(isRetired ? 'restore' : 'retire')}
        </Button>
      </Paper>
    </>
  );
}

function History({ sop, onUse }: { sop: SopVersion; onUse: (source: string) => void }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const { timeZone } = useStaff().institution;
  const load = useMutation({
    mutationFn: (version: number) => client.fetchQuery(sopHistoryQuery(sop.id, version)),
    onSuccess: ({ source }) => {
      onUse(source);
      window.scrollTo({ top: 0 });
    },
  });
  return (
    <Paper component="section" className={classes.section} mt="lg">
      <Title order={2}>{t('history')}</Title>
      <ProblemAlert error={load.error} />
      <ol className={classes.history} reversed>
        {sop.history.map(({ version, publishedAt, publishedByName, changeNote, runningCases }) => (
          <li key={version}>
            <div>
              <Text fw={600}>{t('version', { version })}</Text>
              <Text>{changeNote}</Text>
              <Text size="sm" c="dimmed">
                {[
                  t('published', { at: formatDateTime(language, publishedAt, timeZone) }),
                  publishedByName === null ? t('byNobody') : t('by', { name: publishedByName }),
                  t('running', { count: runningCases }),
                ].join(' · ')}
              </Text>
            </div>
            {version !== sop.version && (
              <Button variant="default" onClick={() => load.mutate(version)}>
                {t('useThis', { version })}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Paper>
  );
}
