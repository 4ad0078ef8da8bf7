/** The worst numbers of a line, in words: what a technician compares with what the site's own people measure. */
import type { LineSpell } from '@sambung/contract/line-state';
import { useLanguage } from './i18n.ts';
import { useLineText } from './line-messages.ts';

type Numbers = Pick<LineSpell, 'lossUp' | 'lossDown' | 'roundTripMs'>;

export function LineNumbers({ lossUp, lossDown, roundTripMs, isOverTcp }: Numbers & { isOverTcp?: boolean }) {
  const t = useLineText();
  const language = useLanguage();
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const parts = [
    ...(lossUp ? [t('lossUp', { percent: percent.format(lossUp) })] : []),
    ...(lossDown ? [t('lossDown', { percent: percent.format(lossDown) })] : []),
    ...(roundTripMs === null ? [] : [t('roundTrip', { ms: roundTripMs })]),
    ...(isOverTcp ? [t('overTcp')] : []),
  ];
  return parts.length === 0 ? '–' : parts.join(' · ');
}
