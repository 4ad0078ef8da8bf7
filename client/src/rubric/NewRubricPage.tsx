/** A new rubric: begun with the text of one that is there. */
import { Anchor, Button, Group, Paper, Select, TextInput, Title } from '@mantine/core';
import { keySchema } from '@sambung/contract/text';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { publishRubric, rubricListQuery, rubricVersionQuery } from '../api/rubrics.ts';
import { useDraft } from '../sop/index.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import { RubricEditor } from './RubricEditor.tsx';
import classes from './rubric.module.css';

export function NewRubricPage() {
  const t = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const draft = useDraft('rubric-draft:new', '');
  const [key, setKey] = useState('');
  const [start, setStart] = useState<string | null>(null);
  const rubrics = useQuery(rubricListQuery);
  const load = useMutation({
    mutationFn: async (from: string) => {
      const version = rubrics.data?.find((one) => one.key === from)?.version ?? 1;
      return await client.fetchQuery(rubricVersionQuery(from, version));
    },
    onSuccess: ({ source }) => draft.change(source),
  });
  useDocumentTitle(t('newTitle'));
  // `new` is this page's own address.
  const isKey = keySchema.safeParse(key).success && key !== 'new';
  return (
    <>
      <Anchor component={Link} to="/admin/rubrics">
        {t('back')}
      </Anchor>
      <Title order={1} mt="sm" mb="lg">
        {t('newTitle')}
      </Title>
      <RubricEditor
        draft={draft}
        publishLabel={t('publishNew')}
        hindrance={isKey ? null : t('keyFirst')}
        publish={(source, changeNote) => publishRubric(key, { source, changeNote, baseVersion: 0 })}
        onPublished={() => {
          draft.discard();
          void client.invalidateQueries({ queryKey: ['rubrics'] });
          navigate(`/admin/rubrics/${key}`);
        }}
      >
        <Paper component="section" className={classes.section} mb="lg">
          <Group align="end">
            <Select
              className={classes.start}
              label={t('startFrom')}
              description={t('startFromHelp')}
              data={(rubrics.data ?? []).map((rubric) => ({
                value: rubric.key,
                label: `${rubric.key}: ${rubric.name[language]}`,
              }))}
              value={start}
              onChange={setStart}
            />
            <Button
              variant="default"
              disabled={start === null}
              loading={load.isPending}
              onClick={() => start !== null && load.mutate(start)}
            >
              {t('loadStart')}
            </Button>
          </Group>
          <ProblemAlert error={rubrics.error ?? load.error} onRetry={() => rubrics.refetch()} />
          <TextInput
            label={t('key')}
            description={t('keyHelp')}
            value={key}
            maxLength={60}
            onChange={(event) => setKey(event.currentTarget.value)}
            error={key !== '' && !isKey ? t('keyFirst') : undefined}
          />
        </Paper>
      </RubricEditor>
    </>
  );
}
