/** One direction's numbers: state, route and cipher as words, the rest as gauges with their last two minutes. */
import type { Side } from '@sambung/contract/http';
import type { TestSample } from '@sambung/contract/test-run';
import { IconArrowRight, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import classes from './console.module.css';
import { Gauge } from './Gauge.tsx';
import { useText } from './messages.ts';
import { metrics } from './samples.ts';

/** Samples come every second. Higher: patient with a hiccup. Lower: says sooner that the numbers are old. */
const freshForMs = 4_000;

const names = {
  host: { title: 'directionHost', lead: 'directionHostLead' },
  audience: { title: 'directionAudience', lead: 'directionAudienceLead' },
} as const;

interface Props {
  from: Side;
  /** Oldest first. */
  samples: readonly TestSample[];
  /** The call has ended: nothing new is expected. */
  isOver: boolean;
}

export function Direction({ from, samples, isOver }: Props) {
  const t = useText();
  const headingId = useId();
  const newest = samples.at(-1) ?? null;
  const isFresh = useIsFresh(newest);
  return (
    <section className={classes.direction} aria-labelledby={headingId} data-direction={from}>
      <h2 id={headingId} className={classes.directionTitle}>
        {t(names[from].title)}
      </h2>
      <p className={classes.quiet}>{t(names[from].lead)}</p>
      {!newest && (
        <p className={classes.waiting}>
          <IconArrowRight size={20} aria-hidden />
          {t('waiting')}
        </p>
      )}
      {newest && (
        <div className={classes.numbers} data-old={(!isFresh && !isOver) || undefined}>
          {!isFresh && !isOver && <p className={classes.notFresh}>{t('notFresh')}</p>}
          <Words sample={newest} />
          <dl className={classes.gauges}>
            {metrics.map((metric) => (
              <Gauge key={metric.name} metric={metric} samples={samples} />
            ))}
          </dl>
        </div>
      )}
    </section>
  );
}

function Words({ sample }: { sample: TestSample }) {
  const t = useText();
  const none = <span className={classes.quiet}>{t('notAvailable')}</span>;
  return (
    <dl className={classes.words}>
      <div>
        <dt>{t('route')}</dt>
        <dd>{sample.route === null ? none : t(`route_${sample.route}`)}</dd>
      </div>
      <div>
        <dt>{t('counts')}</dt>
        <dd>
          <span className={classes.state}>
            {sample.voided === null ? (
              <IconCircleCheck size={18} aria-hidden />
            ) : (
              <IconCircleDashed size={18} aria-hidden />
            )}
            {sample.voided === null ? t('countsYes') : t(voidWords[sample.voided] ?? 'void_unreported')}
          </span>
        </dd>
      </div>
    </dl>
  );
}

const voidWords: Readonly<Record<string, 'void_hidden' | 'void_starved' | 'void_unreported' | 'void_changing-over'>> = {
  hidden: 'void_hidden',
  starved: 'void_starved',
  unreported: 'void_unreported',
  'changing-over': 'void_changing-over',
};

/** Whether this newest sample arrived here just now; the server's clock is not compared with ours. */
function useIsFresh(newest: TestSample | null): boolean {
  const [staleSample, setStaleSample] = useState<TestSample | null>(null);
  useEffect(() => {
    if (!newest) return;
    const timer = setTimeout(() => setStaleSample(newest), freshForMs);
    return () => clearTimeout(timer);
  }, [newest]);
  return newest !== null && newest !== staleSample;
}
