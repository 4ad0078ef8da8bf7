/** Choosing who does it: those who are free and have the skills come first, with what else they have that week. */
import { Checkbox, Text } from '@mantine/core';
import type { CaseDetail, CaseStep } from '@sambung/contract/request';
import { useQuery } from '@tanstack/react-query';
import { techniciansQuery } from '../api/queries.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './approvals.module.css';
import { useText } from './messages.ts';

interface Props {
  request: CaseDetail;
  step: CaseStep;
  value: string[];
  onChange: (ids: string[]) => void;
  error: string | undefined;
}

export function Assignees({ request, value, onChange, error }: Props) {
  const t = useText();
  const technicians = useQuery(techniciansQuery(request.id, request.version));
  return (
    <>
      {technicians.isPending && <PageLoading />}
      <ProblemAlert error={technicians.error} onRetry={() => technicians.refetch()} />
      {technicians.data?.length === 0 && <Text>{t('noTechnicians')}</Text>}
      {technicians.data && technicians.data.length > 0 && (
        <Checkbox.Group label={t('assignees')} value={value} onChange={onChange} error={error}>
          <ul className={classes.plainList}>
            {technicians.data.map(({ id, name, skills, load, free }) => (
              <li key={id} className={classes.person}>
                <Checkbox
                  value={id}
                  size="md"
                  label={name}
                  description={[
                    t(free ? 'technicianFree' : 'technicianBusy'),
                    t('technicianLoad', { count: load }),
                    ...(skills.length > 0 ? [t('technicianSkills', { skills: skills.join(', ') })] : []),
                  ].join(' · ')}
                  disabled={!free && !value.includes(id)}
                />
              </li>
            ))}
          </ul>
        </Checkbox.Group>
      )}
    </>
  );
}
