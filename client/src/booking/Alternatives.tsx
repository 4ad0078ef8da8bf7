/** Free slots near the one that was taken; one click fills the form. */
import { Button, Paper, Text } from '@mantine/core';
import type { Place } from '@sambung/contract/http';
import type { Alternative } from '@sambung/contract/problem';
import { IconCalendarCheck } from '@tabler/icons-react';
import { When } from '../ui/When.tsx';
import classes from './booking.module.css';
import { useText } from './messages.ts';

interface Props {
  alternatives: Alternative[];
  places: Place[];
  onChoose: (alternative: Alternative, place: Place) => void;
}

export function Alternatives({ alternatives, places, onChoose }: Props) {
  const t = useText();
  const offers = alternatives.flatMap((alternative) => {
    const place = places.find(({ id }) => id === alternative.placeId);
    return place === undefined ? [] : [{ alternative, place }];
  });
  if (offers.length === 0) return <Text>{t('noAlternatives')}</Text>;
  return (
    <Paper component="section" className={classes.offers} aria-labelledby="alternatives">
      <Text id="alternatives" component="h2" fw={700}>
        {t('alternativesTitle')}
      </Text>
      <Text size="sm" mb="sm">
        {t('alternativesHelp')}
      </Text>
      <ul className={classes.plainList}>
        {offers.map(({ alternative, place }) => (
          <li key={`${place.id} ${alternative.startsAt}`}>
            <Button
              variant="default"
              fullWidth
              className={classes.offer}
              leftSection={<IconCalendarCheck size={20} aria-hidden />}
              onClick={() => onChoose(alternative, place)}
            >
              <span className={classes.offerText}>
                <span>
                  <When startsAt={alternative.startsAt} endsAt={alternative.endsAt} timeZone={place.timeZone} />
                </span>
                <span className={classes.quiet}>
                  {place.name} · {place.location}
                </span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Paper>
  );
}
