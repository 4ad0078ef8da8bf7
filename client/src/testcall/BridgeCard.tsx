/** The client's bridge (UNSRI-40): what the technician sees of an endpoint behind it, where the run does not measure a cascade itself. */
import { Group, Radio, Text } from '@mantine/core';
import type { TestCallDetail } from '@sambung/contract/test-run';
import { useMutation } from '@tanstack/react-query';
import { putBridgeObserved } from '../api/http.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import classes from './console.module.css';
import { useText } from './run-messages.ts';

interface Props {
  detail: TestCallDetail;
  onChanged: () => void;
}

export function BridgeCard({ detail, onChanged }: Props) {
  const t = useText();
  const { bridge, cascaded, bridgeObserved, decidedAt } = detail;
  const observing = useMutation({
    mutationFn: (exchanged: boolean) => putBridgeObserved(detail.id, exchanged),
    onSettled: onChanged,
  });
  if (bridge === null && !cascaded) return null;
  return (
    <section className={classes.card} aria-labelledby="bridge">
      <h2 id="bridge" className={classes.cardTitle}>
        {bridge === null ? t('gate_cascade') : t('bridgeTitle', { bridge })}
      </h2>
      {cascaded ? (
        <Text>{t('bridgeMeasured')}</Text>
      ) : (
        <Radio.Group
          label={t('bridgeQuestion')}
          description={t('bridgeLead')}
          value={bridgeObserved === null ? '' : bridgeObserved ? 'yes' : 'no'}
          onChange={(value) => observing.mutate(value === 'yes')}
        >
          <Group mt="xs">
            {(['yes', 'no'] as const).map((answer) => (
              <Radio
                key={answer}
                value={answer}
                label={t(answer)}
                disabled={decidedAt !== null || observing.isPending}
              />
            ))}
          </Group>
        </Radio.Group>
      )}
      {observing.error && <ProblemAlert error={observing.error} />}
    </section>
  );
}
