/** Fields that are chosen: yes or no, one of several, some of several, a place. */
import { Alert, Checkbox, Radio, Select } from '@mantine/core';
import { formatNumber } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import type { ControlProps } from './field-control.ts';
import classes from './form.module.css';
import { useText } from './messages.ts';
import { useFormResources } from './resources.ts';
import { asBoolean, asText, asTexts } from './values.ts';

/** More shows all places as cards for longer, fewer turns to the searchable list earlier. */
const placeCards = 8;
/** The same for the options of a choice. */
const choiceButtons = 6;

export function BooleanControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const language = useLanguage();
  const given = asBoolean(value);
  if (!field.required) {
    return (
      <Checkbox
        size="md"
        classNames={{ body: classes.choice ?? '' }}
        label={field.label[language]}
        description={help}
        checked={given ?? false}
        onChange={(event) => onChange(event.currentTarget.checked)}
        error={errorAt()}
      />
    );
  }
  return (
    <Radio.Group
      label={label}
      description={help}
      required
      withAsterisk={false}
      value={given === null ? null : String(given)}
      onChange={(chosen) => onChange(chosen === 'true')}
      error={errorAt()}
    >
      <Radio size="md" className={classes.choice ?? ''} value="true" label={t('yes')} />
      <Radio size="md" className={classes.choice ?? ''} value="false" label={t('no')} />
    </Radio.Group>
  );
}

export function ChoiceControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const language = useLanguage();
  const options = field.options ?? [];
  const given = asText(value);
  if (options.length > choiceButtons) {
    return (
      <Select
        label={label}
        description={help}
        required={field.required}
        withAsterisk={false}
        searchable
        clearable={!field.required}
        data={options.map(({ key, label: words }) => ({ value: key, label: words[language] }))}
        value={given === '' ? null : given}
        onChange={onChange}
        error={errorAt()}
      />
    );
  }
  return (
    <Radio.Group
      label={label}
      description={help}
      required={field.required}
      withAsterisk={false}
      value={given}
      onChange={(key) => onChange(key === '' ? null : key)}
      error={errorAt()}
    >
      {!field.required && <Radio size="md" className={classes.choice ?? ''} value="" label={t('none')} />}
      {options.map(({ key, label: words }) => (
        <Radio key={key} size="md" className={classes.choice ?? ''} value={key} label={words[language]} />
      ))}
    </Radio.Group>
  );
}

export function ChoicesControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const language = useLanguage();
  return (
    <Checkbox.Group
      label={label}
      description={help}
      required={field.required}
      withAsterisk={false}
      value={asTexts(value)}
      onChange={onChange}
      error={errorAt()}
    >
      {(field.options ?? []).map(({ key, label: words }) => (
        <Checkbox key={key} size="md" className={classes.choice ?? ''} value={key} label={words[language]} />
      ))}
    </Checkbox.Group>
  );
}

export function PlaceControl({ field, label, help, value, onChange, errorAt }: ControlProps) {
  const t = useText();
  const language = useLanguage();
  const { places } = useFormResources();
  const note = (place: (typeof places)[number]) =>
    t('placeNote', { location: place.location, capacity: formatNumber(language, place.capacity) });
  const given = asText(value);
  if (places.length === 0) return <Alert color="amber">{t('placeNone')}</Alert>;
  if (places.length > placeCards) {
    return (
      <Select
        label={label}
        description={help}
        required={field.required}
        withAsterisk={false}
        searchable
        clearable={!field.required}
        data={places.map((place) => ({ value: place.id, label: `${place.name} · ${note(place)}` }))}
        value={given === '' ? null : given}
        onChange={onChange}
        error={errorAt()}
      />
    );
  }
  return (
    <Radio.Group
      label={label}
      description={help}
      required={field.required}
      withAsterisk={false}
      value={given}
      onChange={(id) => onChange(id === '' ? null : id)}
      error={errorAt()}
    >
      <div className={classes.cards}>
        {!field.required && <Radio size="md" className={classes.card ?? ''} value="" label={t('none')} />}
        {places.map((place) => (
          <Radio
            key={place.id}
            size="md"
            className={classes.card ?? ''}
            value={place.id}
            label={place.name}
            description={note(place)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
