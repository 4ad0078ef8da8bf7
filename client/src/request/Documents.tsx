/** Documents of a case: what is attached and by whom, attaching another, and what can be printed. */

import { ActionIcon, Anchor, Button, FileButton, Group, Paper, Progress, Select, Text, Title } from '@mantine/core';
import { acceptedMediaTypes, uploadLimitBytes } from '@sambung/contract/file';
import type { CaseDetail } from '@sambung/contract/request';
import { IconFileText, IconPaperclip, IconPrinter, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { printsQuery } from '../api/queries.ts';
import { deleteDocument, documentUrl, postDocument, printUrl } from '../api/requests.ts';
import { PrintSignatures } from '../document/index.ts';
import { checkFile, useFormText } from '../form/index.ts';
import { formatDateTime } from '../ui/date.ts';
import { formatFileSize } from '../ui/file-size.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

const other = 'attachment';

interface Props {
  request: CaseDetail;
  onChanged: (detail: CaseDetail) => void;
}

export function Documents({ request, onChanged }: Props) {
  const t = useText();
  const language = useLanguage();
  const prints = useQuery(printsQuery(request.id, request.version));
  const removal = useMutation({
    mutationFn: (documentId: string) => deleteDocument(request.id, documentId),
    onSuccess: onChanged,
  });
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="documents">
      <Title order={2} id="documents" mb="sm">
        {t('documents')}
      </Title>
      {request.documents.length === 0 && <Text mb="sm">{t('documentsEmpty')}</Text>}
      <ul className={classes.plainList}>
        {request.documents.map((document) => (
          <li key={document.id} className={classes.document}>
            <IconFileText size={22} aria-hidden />
            <div className={classes.documentName}>
              <Anchor href={documentUrl(request.id, document.id)} target="_blank">
                {document.name}
              </Anchor>
              <Text size="sm" c="dimmed">
                {t('documentBy', {
                  size: formatFileSize(language, document.sizeBytes),
                  name: document.uploadedByName,
                  when: formatDateTime(language, document.uploadedAt, request.timeZone),
                })}
              </Text>
            </div>
            {request.may.attach && (
              <ActionIcon
                color="gray"
                aria-label={t('removeDocument', { name: document.name })}
                loading={removal.isPending && removal.variables === document.id}
                onClick={() => removal.mutate(document.id)}
              >
                <IconTrash size={20} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      <ProblemAlert error={removal.error} />
      {request.may.attach && <Attach request={request} onChanged={onChanged} />}
      {prints.data !== undefined && prints.data.length > 0 && (
        <>
          <Title order={3} mt="lg" mb="xs">
            {t('printTitle')}
          </Title>
          <ul className={classes.plainList}>
            {prints.data.map((print) => (
              <li key={print.document}>
                <Anchor href={printUrl(request.id, print.document, language)} target="_blank" className={classes.print}>
                  <IconPrinter size={20} aria-hidden />
                  {print.name[language]}
                </Anchor>
                <PrintSignatures
                  requestId={request.id}
                  print={print}
                  timeZone={request.timeZone}
                  applicantName={request.applicant.name}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </Paper>
  );
}

/** What the open steps ask for can be attached under its own name, so that it counts. */
function Attach({ request, onChanged }: Props) {
  const t = useText();
  const form = useFormText();
  const language = useLanguage();
  const [share, setShare] = useState(0);
  const asked = new Map(
    request.steps
      .flatMap(({ requires }) => requires.filter(({ present }) => !present))
      .map((one) => [one.document, one.name]),
  );
  const [kind, setKind] = useState(() => [...asked.keys()][0] ?? other);
  const [refused, setRefused] = useState<string>();
  const sending = useMutation({
    mutationFn: (file: File) => postDocument(request.id, kind, file, { onProgress: setShare }),
    onSuccess: ({ detail }) => onChanged(detail),
    onSettled: () => setShare(0),
  });
  function send(file: File | null) {
    if (file === null) return;
    const wrong = checkFile(file);
    const size = formatFileSize(language, uploadLimitBytes);
    setRefused(
      wrong === null
        ? undefined
        : form(wrong === 'too-big' ? 'fileTooBig' : 'fileWrongType', { name: file.name, size }),
    );
    if (wrong === null) sending.mutate(file);
  }
  return (
    <div className={classes.attach}>
      {asked.size > 0 && (
        <Select
          label={t('attachAs')}
          allowDeselect={false}
          data={[
            ...[...asked].map(([key, name]) => ({ value: key, label: name[language] })),
            { value: other, label: t('attachOther') },
          ]}
          value={asked.has(kind) ? kind : other}
          onChange={(value) => setKind(value ?? other)}
        />
      )}
      <Group>
        <FileButton onChange={send} accept={acceptedMediaTypes.join(',')}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={sending.isPending}
              leftSection={<IconPaperclip size={20} aria-hidden />}
            >
              {t('attach')}
            </Button>
          )}
        </FileButton>
      </Group>
      {sending.isPending && <Progress value={share * 100} aria-label={t('attach')} />}
      {refused !== undefined && (
        <Text role="alert" size="sm" c="var(--mantine-color-error)">
          {refused}
        </Text>
      )}
      <ProblemAlert error={sending.error} />
    </div>
  );
}
