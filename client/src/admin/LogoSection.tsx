/** The letterhead's picture. */
import { Button, FileButton, Group, Paper, Text, Title } from '@mantine/core';
import type { Institution } from '@sambung/contract/institution';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteLogo, institutionQuery, postLogo } from '../api/admin.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './admin.module.css';
import { useInstitutionText } from './institution-messages.ts';

export function LogoSection({ institution }: { institution: Institution }) {
  const t = useInstitutionText();
  const client = useQueryClient();
  const { logoFileId } = institution.letterhead;
  const change = useMutation({
    mutationFn: (file: File | null) => (file ? postLogo(file) : deleteLogo()),
    onSuccess: (saved) => client.setQueryData(institutionQuery.queryKey, saved),
  });
  return (
    <Paper component="section" className={classes.section} aria-label={t('logo')}>
      <Title order={2}>{t('logo')}</Title>
      <Text>{t('logoHelp')}</Text>
      {logoFileId !== null && (
        <img className={classes.logo} src={`/api/institution/logo?${logoFileId}`} alt={t('logoAlt')} />
      )}
      <ProblemAlert error={change.error} />
      <Group>
        <FileButton accept="image/png,image/jpeg" onChange={(file) => file && change.mutate(file)}>
          {(props) => (
            <Button variant="default" loading={change.isPending} {...props}>
              {t('chooseLogo')}
            </Button>
          )}
        </FileButton>
        {logoFileId !== null && (
          <Button variant="subtle" onClick={() => change.mutate(null)}>
            {t('removeLogo')}
          </Button>
        )}
      </Group>
    </Paper>
  );
}
