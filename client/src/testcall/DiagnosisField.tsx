/** What kept the run from being certified: suggested by the samples, said by the technician. */
import { Checkbox, Stack } from '@mantine/core';
import { type Diagnosis, diagnoses, type TestCallDetail } from '@sambung/contract/test-run';
import { useQuery } from '@tanstack/react-query';
import { proposalQuery } from './proposal-query.ts';
import { useText } from './run-messages.ts';

interface Props {
  detail: TestCallDetail;
  /** Null: nothing was chosen yet, what is suggested holds. */
  value: readonly Diagnosis[] | null;
  onChange: (value: Diagnosis[]) => void;
}

export function DiagnosisField({ detail, value, onChange }: Props) {
  const t = useText();
  const suggested = useSuggestedDiagnosis(detail);
  return (
    <Checkbox.Group
      label={t('diagnosis')}
      description={t('diagnosisHint')}
      value={[...(value ?? suggested)]}
      onChange={(chosen) => onChange(diagnoses.filter((one) => chosen.includes(one)))}
    >
      <Stack gap="xs" mt="xs">
        {diagnoses.map((one) => (
          <Checkbox
            key={one}
            value={one}
            label={t(one === 'other' ? 'diagnosis_else' : `diagnosis_${one}`)}
            {...(suggested.includes(one) && { description: t('diagnosisSuggested') })}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

/** Empty until it is known. */
export function useSuggestedDiagnosis(detail: TestCallDetail): readonly Diagnosis[] {
  return useQuery(proposalQuery(detail)).data?.diagnosis ?? [];
}
