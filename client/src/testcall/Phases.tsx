/** The phases of a run, one click each, and the acoustic loop of the phase with real devices. */
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { type TestPhase, testPhases } from '@sambung/contract/test-report';
import type { PhaseChange, TestCallDetail } from '@sambung/contract/test-run';
import { useMutation } from '@tanstack/react-query';
import { postPhase } from '../api/http.ts';
import { formatClock } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './console.module.css';
import { useText } from './run-messages.ts';

interface Props {
  detail: TestCallDetail;
  onStored: (detail: TestCallDetail) => void;
  /** Somebody else changed the phase: read it again. */
  onRefused: () => void;
}

export function Phases({ detail, onStored, onRefused }: Props) {
  const t = useText();
  const language = useLanguage();
  const { id, phase, planNumber, loopSource } = detail;
  const changing = useMutation({
    mutationFn: (change: Omit<PhaseChange, 'planNumber'>) => postPhase(id, { ...change, planNumber }),
    onSuccess: onStored,
    onError: onRefused,
  });
  const begin = (next: TestPhase) => changing.mutate({ phase: next, loopSource: null });
  return (
    <section className={classes.card} aria-labelledby="phases">
      <h2 id="phases" className={classes.cardTitle}>
        {t('phasesTitle')}
      </h2>
      <Text c="dimmed" size="sm">
        {t('phasesLead')}
      </Text>
      <Group gap="xs" my="sm">
        {testPhases.map((one, index) => (
          <Button
            key={one}
            variant={one === phase ? 'filled' : 'default'}
            aria-current={one === phase ? 'step' : undefined}
            loading={changing.isPending && changing.variables.phase === one}
            onClick={() => begin(one)}
          >
            {index + 1}. {t(`phase_${one}`)}
          </Button>
        ))}
      </Group>
      <Text size="sm" role="status">
        {t(`phase_${phase}`)} · {t('since', { at: formatClock(language, detail.phaseStartedAt, detail.timeZone) })}
      </Text>
      {phase === 'real' && (
        <Group gap="sm" mt="sm">
          <Text size="sm" id="loop">
            {t('loopTitle')}
          </Text>
          <SegmentedControl
            aria-labelledby="loop"
            value={loopSource ?? 'none'}
            data={(['none', 'host', 'audience'] as const).map((value) => ({ value, label: t(`loop_${value}`) }))}
            onChange={(value) =>
              changing.mutate({ phase: 'real', loopSource: value === 'host' || value === 'audience' ? value : null })
            }
          />
        </Group>
      )}
      <ProblemAlert error={changing.error} />
    </section>
  );
}
