/** Fields of several parts: a person, a venue, bandwidth, counts of equipment. */
import { NumberInput, Text, Textarea, TextInput } from '@mantine/core';
import { personSchema } from '@sambung/contract/form';
import type { ReactNode } from 'react';
import { formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import type { ControlProps } from './field-control.ts';
import classes from './form.module.css';
import { useText } from './messages.ts';
import { useFormResources } from './resources.ts';
import {
  asBandwidth,
  asEquipment,
  asPerson,
  asVenue,
  type Bandwidth,
  compact,
  type PersonValue,
  withCount,
} from './values.ts';

/** A group of inputs under the field's label. */
function Parts({
  label,
  help,
  error,
  children,
}: {
  label: string;
  help: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}) {
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {help !== undefined && <p className={classes.help}>{help}</p>}
      {children}
      {error !== undefined && <p className={classes.error}>{error}</p>}
    </fieldset>
  );
}

const personParts = [
  { part: 'name', label: 'personName', type: 'text', fill: 'name' },
  { part: 'phone', label: 'personPhone', type: 'tel', fill: 'tel' },
  { part: 'email', label: 'personEmail', type: 'email', fill: 'email' },
  { part: 'position', label: 'personPosition', type: 'text', fill: 'organization-title' },
] as const;

export function PersonControl({ field, label, help, value, onChange, errorAt, section }: ControlProps) {
  const t = useText();
  const person = asPerson(value);
  // The check speaks of the person as a whole: the parts that made it do so are marked.
  const isWhole = (part: keyof PersonValue) =>
    personSchema.shape[part].safeParse(person[part]).success || (part === 'position' && person[part] === '');
  const change = (part: keyof PersonValue, typed: string) => onChange(compact({ ...person, [part]: typed }));
  return (
    <Parts label={label} help={help} error={errorAt()}>
      <div className={classes.pair}>
        {personParts.map(({ part, label: name, type, fill }) => (
          <TextInput
            key={part}
            label={t(name)}
            type={type}
            required={field.required && part !== 'position'}
            withAsterisk={false}
            maxLength={part === 'email' ? 200 : 120}
            autoComplete={`section-${section} ${fill}`}
            value={person[part]}
            onChange={(event) => change(part, event.currentTarget.value)}
            error={errorAt(part) ?? (errorAt() !== undefined && !isWhole(part))}
          />
        ))}
      </div>
    </Parts>
  );
}

export function VenueControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const venue = asVenue(value);
  return (
    <Parts label={label} help={help} error={errorAt()}>
      <Textarea
        label={t('venueAddress')}
        required={field.required}
        withAsterisk={false}
        autosize
        minRows={2}
        maxLength={500}
        autoComplete="off"
        value={venue.address}
        onChange={(event) => onChange(compact({ ...venue, address: event.currentTarget.value }))}
        error={errorAt('address') ?? (errorAt() !== undefined && venue.address.trim() === '')}
      />
      <TextInput
        label={t('venueMap')}
        type="url"
        maxLength={1_000}
        value={venue.mapUrl}
        onChange={(event) => onChange(compact({ ...venue, mapUrl: event.currentTarget.value }))}
        error={errorAt('mapUrl')}
      />
    </Parts>
  );
}

export function BandwidthControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const bandwidth = asBandwidth(value);
  return (
    <Parts label={label} help={help} error={errorAt()}>
      <div className={classes.pair}>
        {(['downKbps', 'upKbps'] as const).map((part: keyof Bandwidth) => (
          <NumberInput
            key={part}
            label={t(part === 'downKbps' ? 'down' : 'up')}
            required={field.required}
            withAsterisk={false}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            inputMode="numeric"
            hideControls
            value={bandwidth[part] ?? ''}
            onChange={(typed) => onChange(compact({ ...bandwidth, [part]: typeof typed === 'number' ? typed : null }))}
            error={errorAt(part)}
          />
        ))}
      </div>
    </Parts>
  );
}

export function EquipmentControl({ label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const language = useLanguage();
  const { equipment } = useFormResources();
  const wanted = asEquipment(value);
  return (
    <Parts label={label} help={help} error={errorAt()}>
      {equipment.length === 0 && <Text c="dimmed">{t('equipmentNone')}</Text>}
      <ul className={classes.items}>
        {equipment.map((item) => (
          <li key={item.id} className={classes.item}>
            <div className={classes.itemName}>
              <Text fw={600}>{item.name}</Text>
              {item.available !== null && (
                <Text size="sm" c="dimmed">
                  {t('equipmentStock', { count: formatNumber(language, item.available) })}
                </Text>
              )}
            </div>
            <NumberInput
              className={classes.count ?? ''}
              aria-label={t('equipmentCount', { name: item.name })}
              min={0}
              allowDecimal={false}
              allowNegative={false}
              clampBehavior="none"
              inputMode="numeric"
              value={wanted.find(({ itemId }) => itemId === item.id)?.count ?? 0}
              onChange={(typed) => onChange(withCount(value, item.id, typeof typed === 'number' ? typed : 0) as never)}
              error={errorAt(String(wanted.findIndex(({ itemId }) => itemId === item.id)))}
            />
          </li>
        ))}
      </ul>
    </Parts>
  );
}
