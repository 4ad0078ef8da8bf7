/** What is held for a case: set-up, test call, pre-test and event, each with its place, people and items. */
import { Paper, Text, Title } from '@mantine/core';
import type { CaseDetail, CaseHold } from '@sambung/contract/request';
import { formatRange } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useText } from './messages.ts';
import classes from './request.module.css';

const words = {
  setup: 'holdSetup',
  test: 'holdTest',
  'pre-test': 'holdPreTest',
  event: 'holdEvent',
  blackout: 'holdBlackout',
} as const satisfies Record<CaseHold['kind'], string>;

export function Holds({ request }: { request: CaseDetail }) {
  const t = useText();
  const language = useLanguage();
  const blocks = new Map<string, CaseHold[]>();
  for (const hold of request.holds) {
    const key = `${hold.startsAt} ${hold.endsAt} ${hold.kind}`;
    blocks.set(key, [...(blocks.get(key) ?? []), hold]);
  }
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="holds">
      <Title order={2} id="holds" mb="sm">
        {t('holds')}
      </Title>
      {blocks.size === 0 && <Text>{t('holdsEmpty')}</Text>}
      <dl className={classes.facts}>
        {[...blocks].map(([key, holds]) => {
          const [first] = holds;
          if (first === undefined) return null;
          return (
            <div key={key}>
              <dt>{t(words[first.kind])}</dt>
              <dd>
                {formatRange(language, first.startsAt, first.endsAt, request.timeZone)}
                <div className={classes.quiet}>{holds.map(({ resource }) => resource.name).join(' · ')}</div>
              </dd>
            </div>
          );
        })}
      </dl>
    </Paper>
  );
}
