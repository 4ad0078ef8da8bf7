/** Choosing who does it: those who are free and have the skills come first, with what else they have that week. */
import { Checkbox, Text } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import type { TechnicianSuggestion } from '@sambung/contract/schedule';
import { useQuery } from '@tanstack/react-query';
import { techniciansQuery } from '../api/queries.ts';
import { formatDuration } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './approvals.module.css';
import { useText } from './messages.ts';

interface Props {
  request: CaseDetail;
  workers: string | undefined;
  value: string[];
  onChange: (ids: string[]) => void;
  error: string | undefined;
}

export function Assignees({ request, workers, value, onChange, error }: Props) {
  const t = useText();
  const language = useLanguage();
  const technicians = useQuery(techniciansQuery(request.id, request.version, workers));
  const words = ({ free, loadMinutes, skills, missingSkills }: TechnicianSuggestion) =>
    [
      t(free ? 'technicianFree' : 'technicianBusy'),
      t('technicianLoad', { load: formatDuration(language, loadMinutes) }),
      ...(skills.length > 0 ? [t('technicianSkills', { skills: skills.join(', ') })] : []),
      ...(missingSkills.length > 0 ? [t('technicianMissing', { skills: missingSkills.join(', ') })] : []),
    ].join(' · ');
  return (
    <>
      {technicians.isPending && <PageLoading />}
      <ProblemAlert error={technicians.error} onRetry={() => technicians.refetch()} />
      {technicians.data?.length === 0 && <Text>{t('noTechnicians')}</Text>}
      {technicians.data && technicians.data.length > 0 && (
        <Checkbox.Group label={t('assignees')} value={value} onChange={onChange} error={error}>
          <ul className={classes.plainList}>
            {technicians.data.map((person) => (
              <li key={person.id} className={classes.person}>
                <Checkbox value={person.id} size="md" label={person.name} description={words(person)} />
              </li>
            ))}
          </ul>
        </Checkbox.Group>
      )}
    </>
  );
}
