/** One part of the institution's page: a form that is saved by itself and says so. */
import { Button, Paper, Text, Title } from '@mantine/core';
import type { Institution, InstitutionEdit } from '@sambung/contract/institution';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { institutionQuery, patchInstitution } from '../api/admin.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { sessionQuery } from '../api/queries.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './admin.module.css';
import { useText } from './messages.ts';

interface Props {
  title: string;
  text?: string;
  /** What is sent; null when a field is not right yet. */
  edit: () => InstitutionEdit | null;
  /** The server's sentence for each field, by its path. */
  onErrors: (errors: Record<string, string>) => void;
  onSaved?: (institution: Institution) => void;
  children: ReactNode;
}

export function InstitutionPart({ title, text, edit, onErrors, onSaved, children }: Props) {
  const t = useText();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: patchInstitution,
    onSuccess: (institution) => {
      client.setQueryData(institutionQuery.queryKey, institution);
      onSaved?.(institution);
      return client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
    onError: (error) => onErrors(fieldErrors(error)),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const input = edit();
    if (input) save.mutate(input);
  }
  return (
    <Paper component="section" className={classes.section} aria-label={title}>
      <Title order={2}>{title}</Title>
      {text !== undefined && <Text>{text}</Text>}
      <form noValidate onSubmit={submit} className={classes.form}>
        {children}
        <ProblemAlert error={save.error} />
        <div>
          <Button type="submit" loading={save.isPending}>
            {t('save')}
          </Button>
          <Text role="status" size="sm" mt={4}>
            {save.isSuccess && t('saved')}
          </Text>
        </div>
      </form>
    </Paper>
  );
}
