/** What participants said of the conference. Shown once somebody has said something. */
import { List, Paper, Text, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { useQuery } from '@tanstack/react-query';
import { ratingsQuery } from '../api/queries.ts';
import { useLanguage } from '../ui/i18n.ts';
import { useRatingText } from '../ui/rating-messages.ts';
import classes from './request.module.css';

export function Ratings({ request }: { request: CaseDetail }) {
  const t = useRatingText();
  const language = useLanguage();
  const ratings = useQuery(ratingsQuery(request.id)).data;
  if (!ratings || ratings.mean === null) return null;
  const { count, mean, reasons, comments } = ratings;
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(mean);
  return (
    <Paper component="section" className={classes.sheet} aria-labelledby="ratings">
      <Title order={2} id="ratings" mb="sm">
        {t('title')}
      </Title>
      <Text fw={600}>{t('mean', { mean: shown, count })}</Text>
      {reasons.length > 0 && (
        <List mt="sm">
          {reasons.map(({ reason, count: times }) => (
            <List.Item key={reason}>
              {t(reason)}: {times}
            </List.Item>
          ))}
        </List>
      )}
      {comments.map(({ score, comment, ratedAt }) => (
        <Text key={ratedAt} mt="sm">
          “{comment}” ({score}/5)
        </Text>
      ))}
    </Paper>
  );
}
