/** One metric: its value, where it stands on its scale, who says so, and its last two minutes. What is not available is said, never drawn as zero. */
import type { TestSample } from '@sambung/contract/test-run';
import { useLanguage } from '../ui/i18n.ts';
import classes from './console.module.css';
import { useText } from './messages.ts';
import { gaugeShare, type Metric, metricText, sparklinePaths } from './samples.ts';

const sparkline = { widthPx: 240, heightPx: 24 };

export function Gauge({ metric, samples }: { metric: Metric; samples: readonly TestSample[] }) {
  const t = useText();
  const language = useLanguage();
  const newest = samples.at(-1);
  const value = newest?.[metric.name] ?? null;
  const trust = newest?.trust[metric.name];
  const name = t(metric.name);
  return (
    <div className={classes.gauge} data-metric={metric.name}>
      <dt className={classes.gaugeName}>
        {name}
        {trust && <span className={classes.trust}>{t(`trust_${trust}`)}</span>}
      </dt>
      <dd className={classes.gaugeDrawing}>
        <svg
          className={classes.sparkline}
          viewBox={`0 0 ${sparkline.widthPx} ${sparkline.heightPx}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('sparkline', { metric: name })}
        >
          {sparklinePaths(metric, samples, sparkline.widthPx, sparkline.heightPx).map((path) => (
            <path key={path} d={path} />
          ))}
        </svg>
        <svg
          className={classes.scale}
          viewBox="0 0 100 6"
          preserveAspectRatio="none"
          aria-hidden="true"
          focusable="false"
        >
          <rect width="100" height="6" className={classes.scaleGround} />
          {value !== null && <rect width={100 * gaugeShare(metric, value)} height="6" className={classes.scaleValue} />}
        </svg>
      </dd>
      <dd className={classes.gaugeValue}>
        {value === null ? (
          <span className={classes.none}>{t('notAvailable')}</span>
        ) : (
          metricText(language, metric, value)
        )}
      </dd>
    </div>
  );
}
