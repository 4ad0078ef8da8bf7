/** A rubric as people read it: gates, limits of one class at a time, and the rule of decision. */
import { SegmentedControl, Text, Title } from '@mantine/core';
import { type LineClass, lineClasses, type RubricDocument } from '@sambung/contract/rubric';
import { useState } from 'react';
import { formatNumber, formatPercent } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { LimitTable } from './LimitTable.tsx';
import { useText } from './messages.ts';
import classes from './rubric.module.css';

interface Props {
  document: RubricDocument;
  /** Leads to a metric in the text. */
  onGoTo: (metric: string) => void;
}

export function RubricPicture({ document, onGoTo }: Props) {
  const t = useText();
  const language = useLanguage();
  const [lineClass, setLineClass] = useState<LineClass>('hd');
  const number = (value: number) => formatNumber(language, value);
  const { heightPx, framesPerSecond, upBps, downBps } = document.classes[lineClass];
  const { decision, validity } = document;
  return (
    <>
      <div>
        <Text fw={600}>{document.name[language]}</Text>
      </div>
      <Gates document={document} />
      <Title order={3}>{t('metrics')}</Title>
      <SegmentedControl
        aria-label={t('lineClass')}
        value={lineClass}
        onChange={(value) => setLineClass(value as LineClass)}
        data={lineClasses.map((one) => ({ value: one, label: t(`class-${one}`) }))}
      />
      <Text size="sm" c="dimmed">
        {t('target', {
          height: heightPx,
          frames: framesPerSecond,
          up: number(upBps / 1_000_000),
          down: number(downBps / 1_000_000),
        })}
      </Text>
      <LimitTable metrics={document.metrics} lineClass={lineClass} onGoTo={onGoTo} />
      <Title order={3}>{t('decision')}</Title>
      <ul className={classes.facts}>
        <li>{t('decisionText', { count: decision.marginalGroupsAtMost })}</li>
        <li>{t('never', { gates: decision.neverOverruled.map((gate) => t(`gate-${gate}`)).join(', ') })}</li>
        <li>{t('validity', { count: validity.months })}</li>
        <li>{t(validity.maySkip ? 'maySkip' : 'mayNotSkip')}</li>
      </ul>
    </>
  );
}

function Gates({ document: { gates } }: { document: RubricDocument }) {
  const t = useText();
  const language = useLanguage();
  const minutes = (seconds: number) => formatNumber(language, seconds / 60);
  return (
    <>
      <Title order={3}>{t('gates')}</Title>
      <Text size="sm" c="dimmed">
        {t('gatesText')}
      </Text>
      <ol className={classes.gates}>
        <li>{t('gateConnected', { seconds: gates.connectWithinSeconds })}</li>
        <li>{t('gateSeen', { luma: gates.blackBelowLuma })}</li>
        <li>{t('gateEncrypted', { profiles: gates.srtpProfiles.join(', '), dtls: gates.dtlsAtLeast })}</li>
        <li>{t(gates.publicAddress ? 'gateAddress' : 'gateNoAddress')}</li>
        <li>
          {t('gateData', {
            share: formatPercent(language, gates.sampleShareAtLeast),
            ms: formatNumber(language, gates.clockUncertaintyAtMostMs),
          })}
        </li>
        <li>
          {t('gateDuration', {
            measured: minutes(gates.measuredSecondsAtLeast),
            real: minutes(gates.realSecondsAtLeast),
            gap: formatNumber(language, gates.gapAtMostSeconds),
          })}
        </li>
        <li>{t('gateCascade')}</li>
        <li>{t('gateConfiguration')}</li>
      </ol>
    </>
  );
}
