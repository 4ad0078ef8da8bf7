/** All procedures of the institution, retired ones too. */
import { Badge, Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { sopListQuery } from '../api/sops.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import classes from './sop.module.css';

export function ProceduresPage() {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const sops = useQuery(sopListQuery);
  useDocumentTitle(t('title'));
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>{t('title')}</Title>
        <Button component={Link} to="/admin/procedures/new" leftSection={<IconPlus size={20} aria-hidden />}>
          {t('create')}
        </Button>
      </Group>
      <Text mb="lg">{t('intro')}</Text>
      <ProblemAlert error={sops.error} onRetry={() => sops.refetch()} />
      {sops.isPending && <PageLoading />}
      {sops.data?.length === 0 && <Text>{t('none')}</Text>}
      <ul className={classes.list}>
        {sops.data?.map((sop) => (
          <Paper key={sop.id} component="li" className={classes.section}>
            <Group justify="space-between" align="start">
              <div>
                <Title order={2}>{sop.title}</Title>
                <Text>{sop.service.name[language]}</Text>
                <Text size="sm" c="dimmed">
                  {[
                    sop.number,
                    t('version', { version: sop.version }),
                    t('published', { at: formatDateTime(language, sop.publishedAt, timeZone) }),
                    t('running', { count: sop.runningCases }),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </div>
              <Group gap="sm">
                <Badge color={sop.retiredAt === null ? 'teal' : 'gray'}>
                  {t(sop.retiredAt === null ? 'active' : 'retired')}
                </Badge>
                <Button
                  component={Link}
                  variant="default"
                  to={`/admin/procedures/${sop.id}`}
                  aria-label={t('editNamed', { name: sop.service.name[language] })}
                >
                  {t('edit')}
                </Button>
              </Group>
            </Group>
          </Paper>
        ))}
      </ul>
    </>
  );
}
