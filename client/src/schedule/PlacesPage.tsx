/** The catalogue of places: added, edited, taken out of use. */
import { Badge, Button, Group, Paper, Text, Title } from '@mantine/core';
import type { PlaceDetail } from '@sambung/contract/schedule';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useStaff } from '../account/index.ts';
import { allPlacesQuery, placesQuery } from '../api/queries.ts';
import { setPlaceRetired } from '../api/schedule.ts';
import { PlaceFeeds } from '../notify/index.ts';
import { zoneName } from '../ui/date.ts';
import { PageLoading } from '../ui/PageLoading.tsx';
import { ProblemAlert } from '../ui/ProblemAlert.tsx';
import { InventoryFrame } from './InventoryFrame.tsx';
import { useText } from './messages.ts';
import { PlaceForm } from './PlaceForm.tsx';
import classes from './schedule.module.css';

export function PlacesPage() {
  const t = useText();
  const places = useQuery(allPlacesQuery);
  const [editing, setEditing] = useState<string | 'new' | null>(null);
  const close = () => setEditing(null);
  return (
    <InventoryFrame
      title={t('places')}
      intro={t('placesIntro')}
      action={
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing('new')}>
          {t('newPlace')}
        </Button>
      }
    >
      {places.isPending && <PageLoading />}
      <ProblemAlert error={places.data === undefined ? places.error : null} onRetry={() => places.refetch()} />
      {editing === 'new' && (
        <Paper component="section" className={classes.sheet} aria-labelledby="new-place">
          <Title order={2} id="new-place" mb="md">
            {t('newPlace')}
          </Title>
          <PlaceForm place={null} onDone={close} onCancel={close} />
        </Paper>
      )}
      {places.data?.length === 0 && <Text c="dimmed">{t('placesEmpty')}</Text>}
      <ul className={classes.cards}>
        {places.data?.map((place) => (
          <li key={place.id} className={classes.card}>
            {editing === place.id ? (
              <section aria-label={t('editPlace', { name: place.name })}>
                <PlaceForm place={place} onDone={close} onCancel={close} />
              </section>
            ) : (
              <PlaceCard place={place} onEdit={() => setEditing(place.id)} />
            )}
          </li>
        ))}
      </ul>
    </InventoryFrame>
  );
}

function PlaceCard({ place, onEdit }: { place: PlaceDetail; onEdit: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const isAdmin = useStaff().roles.includes('admin');
  const isRetired = place.retiredAt !== null;
  const retire = useMutation({
    mutationFn: () => setPlaceRetired(place.id, !isRetired),
    onSuccess: () => client.invalidateQueries({ queryKey: placesQuery.queryKey }),
  });
  return (
    <>
      <div className={classes.cardHead}>
        <div>
          <Title order={2} size="h3">
            {place.name}
          </Title>
          <Text className={classes.quiet}>
            {[
              place.location,
              t('seats', { count: place.capacity }),
              zoneName(place.timeZone, new Date().toISOString()),
            ].join(' · ')}
          </Text>
        </div>
        {isRetired && <Badge color="gray">{t('retired')}</Badge>}
      </div>
      {place.features.length > 0 && (
        <Group gap={6}>
          {place.features.map((feature) => (
            <Badge key={feature} color="teal">
              {feature}
            </Badge>
          ))}
        </Group>
      )}
      <ProblemAlert error={retire.error} />
      {isAdmin && (
        <Group>
          <Button variant="default" onClick={onEdit} aria-label={t('editPlace', { name: place.name })}>
            {t('edit')}
          </Button>
          <Button variant="subtle" loading={retire.isPending} onClick={() => retire.mutate()}>
            {t(isRetired ? 'reopen' : 'retire')}
          </Button>
        </Group>
      )}
      {!isRetired && <PlaceFeeds placeId={place.id} name={place.name} />}
    </>
  );
}
