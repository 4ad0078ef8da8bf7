/** Free slots near the one that was taken; one click takes one. */
import { Button, Paper, Text } from '@mantine/core';
import type { Place } from '@sambung/contract/http';
import type { Alternative } from '@sambung/contract/problem';
import { IconCalendarCheck } from '@tabler/icons-react';
import { When } from '../ui/When.tsx';
import { useText } from './messages.ts';
import classes from './request.module.css';

interface Props {
  alternatives: readonly Alternative[];
  places: readonly Place[];
  /** Zone of what has no fixed place. */
  timeZone: string;
  onTake: (alternative: Alternative) => void;
  busy: boolean;
}

export function Alternatives({ alternatives, places, timeZone, onTake, busy }: Props) {
  const t = useText();
  const offers = alternatives.map((alternative) => ({
    alternative,
    place: places.find(({ id }) => id === alternative.placeId),
  }));
  if (offers.length === 0) return <Text>{t('noAlternatives')}</Text>;
  return (
    <Paper component="section" className={classes.offers} aria-labelledby="alternatives">
      <Text id="alternatives" component="h2" fw={700} fz="lg">
        {t('alternativesTitle')}
      </Text>
      <Text size="sm" mb="sm">
        {t('alternativesHelp')}
      </Text>
      <ul className={classes.plainList}>
        {offers.map(({ alternative, place }) => (
          <li key={`${alternative.placeId} ${alternative.startsAt}`}>
            <Button
              variant="default"
              fullWidth
              className={classes.offer}
              disabled={busy}
              leftSection={<IconCalendarCheck size={20} aria-hidden />}
              onClick={() => onTake(alternative)}
            >
              <span className={classes.offerText}>
                <span>
                  <When
                    startsAt={alternative.startsAt}
                    endsAt={alternative.endsAt}
                    timeZone={place?.timeZone ?? timeZone}
                  />
                </span>
                {place && (
                  <span className={classes.quiet}>
                    {place.name} · {place.location}
                  </span>
                )}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
