/** A new procedure: begun with one of the texts that come with the product. */
import { Anchor, Button, Group, Paper, Select, TextInput, Title } from '@mantine/core';
import { keySchema } from '@sambung/contract/text';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { createSop, getShippedSource, shippedSopsQuery } from '../api/sops.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import { ProcedureEditor } from './ProcedureEditor.tsx';
import classes from './sop.module.css';
import { useDraft } from './use-draft.ts';

export function NewProcedurePage() {
  const t = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const draft = useDraft('sop-draft:new', '');
  const [code, setCode] = useState('');
  const [start, setStart] = useState<string | null>(null);
  const shipped = useQuery(shippedSopsQuery);
  const load = useMutation({ mutationFn: getShippedSource, onSuccess: ({ source }) => draft.change(source) });
  useDocumentTitle(t('newTitle'));
  const isCode = keySchema.safeParse(code).success;
  return (
    <>
      <Anchor component={Link} to="/admin/procedures">
        {t('back')}
      </Anchor>
      <Title order={1} mt="sm" mb="lg">
        {t('newTitle')}
      </Title>
      <ProcedureEditor
        draft={draft}
        publishLabel={t('publishNew')}
        hindrance={isCode ? null : t('codeFirst')}
        publish={(source, changeNote) => createSop({ code, source, changeNote })}
        onPublished={({ id }) => {
          draft.discard();
          void client.invalidateQueries({ queryKey: ['sops'] });
          navigate(`/admin/procedures/${id}`);
        }}
      >
        <Paper component="section" className={classes.section} mb="lg">
          <Group align="end">
            <Select
              className={classes.start}
              label={t('startFrom')}
              description={t('startFromHelp')}
              data={(shipped.data ?? []).map((sop) => ({
                value: sop.code,
                label: `${sop.issuer.at(-1) ?? ''}: ${sop.service.name[language]}`,
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
          <ProblemAlert error={shipped.error ?? load.error} onRetry={() => shipped.refetch()} />
          <TextInput
            label={t('code')}
            description={t('codeHelp')}
            value={code}
            maxLength={60}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={code !== '' && !isCode ? t('codeFirst') : undefined}
          />
        </Paper>
      </ProcedureEditor>
    </>
  );
}
