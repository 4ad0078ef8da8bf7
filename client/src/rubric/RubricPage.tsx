/** One rubric: its newest text in the editor with what it says, and its history. */
import { Anchor, Button, Paper, Text, Title } from '@mantine/core';
import type { RubricVersion } from '@sambung/contract/rubric';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { useStaff } from '../account/index.ts';
import { publishRubric, rubricListQuery, rubricVersionQuery } from '../api/rubrics.ts';
import { useDraft } from '../sop/index.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { NotFoundPage } from '../ui/NotFoundPage.tsx';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import { RubricEditor } from './RubricEditor.tsx';
import classes from './rubric.module.css';

export function RubricPage() {
  const { key = '' } = useParams();
  const list = useQuery(rubricListQuery);
  const newest = list.data?.find((rubric) => rubric.key === key)?.version;
  // While a newer version is read the one before stays: the editor, and what it says of the publication, with it.
  const wanted = rubricVersionQuery(key, newest ?? 1);
  const version = useQuery({ ...wanted, enabled: newest !== undefined, placeholderData: keepPreviousData });
  if (list.data !== undefined && newest === undefined) return <NotFoundPage />;
  if (version.data === undefined) {
    const error = list.error ?? version.error;
    return error ? <ProblemAlert error={error} onRetry={() => void list.refetch()} /> : <PageLoading />;
  }
  return <Rubric rubric={version.data} />;
}

function Rubric({ rubric }: { rubric: RubricVersion }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const draft = useDraft(`rubric-draft:${rubric.versionId}`, rubric.source);
  const name = rubric.name[language];
  useDocumentTitle(name);
  return (
    <>
      <Anchor component={Link} to="/admin/rubrics">
        {t('back')}
      </Anchor>
      <Title order={1} mt="sm">
        {name}
      </Title>
      <Text c="dimmed" mb="lg">
        {[
          rubric.key,
          t('version', { version: rubric.version }),
          rubric.services.length === 0
            ? t('unused')
            : t('usedBy', { names: rubric.services.map((service) => service[language]).join(', ') }),
        ].join(' · ')}
      </Text>
      <RubricEditor
        draft={draft}
        publishLabel={t('publish', { version: rubric.version + 1 })}
        publish={(source, changeNote) => publishRubric(rubric.key, { source, changeNote, baseVersion: rubric.version })}
        onPublished={() => {
          draft.discard();
          void client.invalidateQueries({ queryKey: ['rubrics'] });
        }}
      />
      <History rubric={rubric} onUse={draft.change} />
    </>
  );
}

function History({ rubric, onUse }: { rubric: RubricVersion; onUse: (source: string) => void }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const { timeZone } = useStaff().institution;
  const load = useMutation({
    mutationFn: (version: number) => client.fetchQuery(rubricVersionQuery(rubric.key, version)),
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
        {rubric.history.map(({ version, publishedAt, publishedByName, changeNote }) => (
          <li key={version}>
            <div>
              <Text fw={600}>{t('version', { version })}</Text>
              <Text>{changeNote}</Text>
              <Text size="sm" c="dimmed">
                {[
                  t('published', { at: formatDateTime(language, publishedAt, timeZone) }),
                  publishedByName === null ? t('byNobody') : t('by', { name: publishedByName }),
                ].join(' · ')}
              </Text>
            </div>
            {version !== rubric.version && (
              <Button variant="default" loading={load.isPending} onClick={() => load.mutate(version)}>
                {t('useThis', { version })}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Paper>
  );
}
