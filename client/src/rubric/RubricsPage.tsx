/** All rubrics of the institution, with the services that use them. */
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useStaff } from '../account/index.ts';
import { rubricListQuery } from '../api/rubrics.ts';
import { formatDateTime } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useDocumentTitle } from '../ui/use-document-title.ts';
import { useText } from './messages.ts';
import classes from './rubric.module.css';

export function RubricsPage() {
  const t = useText();
  const language = useLanguage();
  const { timeZone } = useStaff().institution;
  const rubrics = useQuery(rubricListQuery);
  useDocumentTitle(t('title'));
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={1}>{t('title')}</Title>
        <Button component={Link} to="/admin/rubrics/new" leftSection={<IconPlus size={20} aria-hidden />}>
          {t('create')}
        </Button>
      </Group>
      <Text mb="lg">{t('intro')}</Text>
      <ProblemAlert error={rubrics.error} onRetry={() => rubrics.refetch()} />
      {rubrics.isPending && <PageLoading />}
      {rubrics.data?.length === 0 && <Text>{t('none')}</Text>}
      <ul className={classes.list}>
        {rubrics.data?.map(({ key, name, version, publishedAt, services }) => (
          <Paper key={key} component="li" className={classes.section}>
            <Group justify="space-between" align="start">
              <div>
                <Title order={2}>{name[language]}</Title>
                <Text>
                  {services.length === 0
                    ? t('unused')
                    : t('usedBy', { names: services.map((service) => service[language]).join(', ') })}
                </Text>
                <Text size="sm" c="dimmed">
                  {[
                    key,
                    t('version', { version }),
                    t('published', { at: formatDateTime(language, publishedAt, timeZone) }),
                  ].join(' · ')}
                </Text>
              </div>
              <Button
                component={Link}
                variant="default"
                to={`/admin/rubrics/${key}`}
                aria-label={t('openNamed', { name: name[language] })}
              >
                {t('open')}
              </Button>
            </Group>
          </Paper>
        ))}
      </ul>
    </>
  );
}
