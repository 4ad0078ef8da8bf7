/** "Tugas saya": what waits for a decision, the longest waiting first, and what was decided lately. */
import { Text, Title } from '@mantine/core';
import type { RequestSummary } from '@sambung/contract/http';
import { RequestCard } from '../booking/index.ts';
import { formatRelative } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { alongTime, awaitingDecision } from './board.ts';
import { EmptyState } from './EmptyState.tsx';
import classes from './home.module.css';
import { useText } from './messages.ts';

/** More shows further back, fewer keeps the page short. */
const decidedShown = 6;

export function ApproverPart({ requests, now }: { requests: RequestSummary[]; now: number }) {
  const t = useText();
  const language = useLanguage();
  const waiting = awaitingDecision(requests);
  const { upcoming, past } = alongTime(
    requests.filter(({ state }) => state !== 'submitted'),
    now,
  );
  const decided = [...upcoming, ...past].slice(0, decidedShown);
  return (
    <div className={classes.parts}>
      {waiting.length === 0 ? (
        <EmptyState title={t('approverEmptyTitle')} text={t('approverEmpty')} />
      ) : (
        <section>
          <Title order={2} mb="md">
            {t('approverIntro', { count: waiting.length })}
          </Title>
          <ul className={classes.cards}>
            {waiting.map((request) => (
              <li key={request.id} className={classes.needsYou}>
                <RequestCard request={request}>
                  <Text size="sm" mt={4}>
                    {t('filedBy', {
                      name: request.requesterName,
                      ago: formatRelative(language, request.submittedAt, now),
                    })}
                    {' · '}
                    {t('startsIn', { when: formatRelative(language, request.startsAt, now) })}
                  </Text>
                </RequestCard>
              </li>
            ))}
          </ul>
        </section>
      )}
      {decided.length > 0 && (
        <section>
          <Title order={2} mb="md">
            {t('decided')}
          </Title>
          <ul className={classes.cards}>
            {decided.map((request) => (
              <li key={request.id}>
                <RequestCard request={request} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
