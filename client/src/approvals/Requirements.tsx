/** Documents a step asks for: which are there, and attaching those that are missing under their own name. */

import { Button, FileButton, Text, Title } from '@mantine/core';
import { acceptedMediaTypes } from '@sambung/contract/file';
import type { CaseDetail, CaseStep } from '@sambung/contract/request';
import { IconCircleCheck, IconCircleDashed, IconPaperclip } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { postDocument } from '../api/requests.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './approvals.module.css';
import { useText } from './messages.ts';

interface Props {
  request: CaseDetail;
  step: CaseStep;
  onChanged: (detail: CaseDetail) => void;
}

export function Requirements({ request, step, onChanged }: Props) {
  const t = useText();
  const language = useLanguage();
  const sending = useMutation({
    mutationFn: ({ kind, file }: { kind: string; file: File }) => postDocument(request.id, kind, file),
    onSuccess: ({ detail }) => onChanged(detail),
  });
  return (
    <section>
      <Title order={3} mb="xs">
        {t('requires')}
      </Title>
      <ul className={classes.plainList}>
        {step.requires.map(({ document, name, required, present }) => (
          <li key={document} className={classes.requirement}>
            <div className={classes.requirementName}>
              {present ? <IconCircleCheck size={22} aria-hidden /> : <IconCircleDashed size={22} aria-hidden />}
              <Text>
                {name[language]}{' '}
                <Text span size="sm" c="dimmed">
                  ({t(present ? 'present' : 'missing')}
                  {!required && `, ${t('optionalDocument')}`})
                </Text>
              </Text>
            </div>
            {!present && request.may.attach && (
              <FileButton
                accept={acceptedMediaTypes.join(',')}
                onChange={(file) => file && sending.mutate({ kind: document, file })}
              >
                {(props) => (
                  <Button
                    {...props}
                    variant="default"
                    loading={sending.isPending && sending.variables.kind === document}
                    leftSection={<IconPaperclip size={20} aria-hidden />}
                  >
                    {t('attach', { name: name[language] })}
                  </Button>
                )}
              </FileButton>
            )}
          </li>
        ))}
      </ul>
      <ProblemAlert error={sending.error} />
    </section>
  );
}
