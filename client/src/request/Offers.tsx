/** A freed slot offered to whoever waits for it: one click takes it. */
import { Button, Paper, Text, Title } from '@mantine/core';
import type { CaseDetail } from '@sambung/contract/request';
import { IconCalendarCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { postOfferAcceptance } from '../api/requests.ts';
import { useFormResources } from '../form/index.ts';
import { formatDateTime, formatRange } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

export function Offers({ request, onChanged }: { request: CaseDetail; onChanged: (detail: CaseDetail) => void }) {
  const t = useText();
  const language = useLanguage();
  const { places } = useFormResources();
  const taking = useMutation({
    mutationFn: (offerId: string) => postOfferAcceptance(request.id, offerId, request.version),
    onSuccess: onChanged,
  });
  return (
    <Paper component="section" className={classes.offers} aria-labelledby="offers">
      <Title order={2} id="offers">
        {t('offersTitle')}
      </Title>
      <Text mb="sm">{t('offersText')}</Text>
      <ul className={classes.plainList}>
        {request.offers.map((offer) => {
          const place = places.find(({ id }) => id === offer.placeId);
          return (
            <li key={offer.id} className={classes.offerRow}>
              <div>
                <Text fw={600}>
                  {formatRange(language, offer.startsAt, offer.endsAt, place?.timeZone ?? request.timeZone)}
                </Text>
                <Text size="sm">
                  {place?.name} ·{' '}
                  {t('offerUntil', { when: formatDateTime(language, offer.expiresAt, request.timeZone) })}
                </Text>
              </div>
              <Button
                loading={taking.isPending}
                leftSection={<IconCalendarCheck size={20} aria-hidden />}
                onClick={() => taking.mutate(offer.id)}
              >
                {t('offerTake')}
              </Button>
            </li>
          );
        })}
      </ul>
      <ProblemAlert error={taking.error} />
    </Paper>
  );
}
