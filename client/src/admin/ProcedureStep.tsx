/** Which of the procedures that come with the product the institution runs. */
import { Badge, Button, Checkbox, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createSop, getShippedSource, shippedSopsQuery, sopListQuery } from '../api/sops.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './admin.module.css';
import { useFirstStepsText } from './first-steps-messages.ts';

/** Stands in the history of the procedure, which is Indonesian on paper. */
const changeNote = 'Naskah yang disertakan bersama Sambung';

export function ProcedureStep() {
  const t = useFirstStepsText();
  const language = useLanguage();
  const client = useQueryClient();
  const shipped = useQuery(shippedSopsQuery);
  const own = useQuery(sopListQuery);
  const [chosen, setChosen] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const install = useMutation({
    mutationFn: async (codes: string[]) => {
      for (const code of codes) await createSop({ code, source: (await getShippedSource(code)).source, changeNote });
    },
    onSettled: () => {
      setChosen([]);
      return client.invalidateQueries({ queryKey: ['sops'] });
    },
  });
  const has = (code: string) => own.data?.some((sop) => sop.code === code) ?? false;
  const count = own.data?.length ?? 0;
  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(chosen.length === 0);
    if (chosen.length > 0) install.mutate(chosen);
  }
  return (
    <Paper component="section" className={classes.section} aria-label={t('procedures')}>
      <Title order={2}>{t('procedures')}</Title>
      <ProblemAlert error={shipped.error ?? own.error ?? install.error} />
      <form noValidate onSubmit={submit}>
        <Stack>
          <Checkbox.Group
            label={t('proceduresText')}
            value={chosen}
            onChange={setChosen}
            error={missing ? t('chooseOne') : undefined}
          >
            <Stack gap="xs" mt="xs">
              {shipped.data?.map(({ code, title, service }) =>
                has(code) ? (
                  <Text key={code}>
                    {service.name[language]} — {title} <Badge color="green">{t('installed')}</Badge>
                  </Text>
                ) : (
                  <Checkbox key={code} value={code} label={`${service.name[language]} — ${title}`} />
                ),
              )}
            </Stack>
          </Checkbox.Group>
          <div>
            <Button type="submit" variant="default" loading={install.isPending}>
              {t('install')}
            </Button>
            <Text role="status" size="sm" mt={4}>
              {install.isSuccess && t('installedCount', { count })}
            </Text>
          </div>
        </Stack>
      </form>
    </Paper>
  );
}
