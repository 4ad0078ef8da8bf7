/** What was filled in, to be read: the form's headings, and every answer under its own label. */
import { Anchor } from '@mantine/core';
import { columnKeys, type Field, type FieldValues, type Form, fieldsOf } from '@sambung/contract/form';
import type { ReactNode } from 'react';
import { clockText, formatDate, formatNumber, instantOf, zoneName } from '../ui/date.ts';
import { useLanguage } from '../ui/i18n.ts';
import { When } from '../ui/When.tsx';
import classes from './form.module.css';
import { useText } from './messages.ts';
import { useFormResources } from './resources.ts';
import * as read from './values.ts';

interface Props {
  form: Form;
  values: FieldValues;
  /** Fields without an answer are shown as such instead of being left out. */
  showEmpty?: boolean;
  /** Heading level of the sections. */
  heading?: 'h2' | 'h3';
}

export function Answers({ form, values, showEmpty = false, heading: Heading = 'h3' }: Props) {
  const language = useLanguage();
  const t = useText();
  const shown = (field: Field) =>
    !['note', 'signature'].includes(field.type) && (showEmpty || !read.isEmpty(values[field.key]));
  return form.sections
    .filter(({ fields }) => fields.some(shown))
    .map((section) => (
      <section key={section.key} className={classes.answerSection}>
        <Heading style={{ margin: '0 0 12px' }}>{section.title[language]}</Heading>
        <dl className={classes.answers}>
          {section.fields.filter(shown).map((field) => (
            <div key={field.key} data-answer={field.key}>
              <dt>{field.label[language]}</dt>
              <dd>
                {read.isEmpty(values[field.key]) ? (
                  <span className={classes.quiet}>{t('notFilled')}</span>
                ) : (
                  <Answer field={field} value={values[field.key]} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    ));
}

/** Whether a form has any answer to show. */
export const hasAnswers = (form: Form, values: FieldValues): boolean =>
  fieldsOf(form).some(({ key }) => !read.isEmpty(values[key]));

function Answer({ field, value }: { field: Field; value: read.Value | undefined }): ReactNode {
  const t = useText();
  if (!field.twoColumns) return <OneAnswer field={field} value={value} />;
  const columns = read.asColumns(value);
  return columnKeys
    .filter((column) => !read.isEmpty(columns[column]))
    .map((column) => (
      <div key={column}>
        <span className={classes.quiet}>{t(column === 'test' ? 'columnTest' : 'columnEvent')}: </span>
        <OneAnswer field={field} value={columns[column]} />
      </div>
    ));
}

function OneAnswer({ field, value }: { field: Field; value: read.Value | undefined }): ReactNode {
  const t = useText();
  const language = useLanguage();
  const { timeZone, places, equipment, documents, documentUrl, now } = useFormResources();
  const optionName = (key: string) => field.options?.find((one) => one.key === key)?.label[language] ?? key;
  switch (field.type) {
    case 'integer': {
      const number = read.asNumber(value);
      return number === null ? read.asText(value) : formatNumber(language, number);
    }
    case 'boolean':
      return t(read.asBoolean(value) ? 'yes' : 'no');
    case 'choice':
      return optionName(read.asText(value));
    case 'choices':
      return read.asTexts(value).map(optionName).join(', ');
    case 'emails':
    case 'addresses':
      return read.asTexts(value).join('\n');
    case 'date':
      return formatDate(language, instantOf({ date: read.asText(value), time: '12:00' }, timeZone), timeZone);
    case 'time':
      return clockText(language, read.asText(value));
    case 'zone':
      return zoneName(read.asText(value), new Date(now).toISOString());
    case 'period': {
      const period = read.asPeriod(value);
      return period && <When {...period} timeZone={timeZone} />;
    }
    case 'place': {
      const place = places.find(({ id }) => id === value);
      return place === undefined ? read.asText(value) : `${place.name}\n${place.location}`;
    }
    case 'venue': {
      const venue = read.asVenue(value);
      return (
        <>
          {venue.address}
          {/^https?:\/\//.test(venue.mapUrl) && (
            <>
              {' '}
              <Anchor href={venue.mapUrl} target="_blank" rel="noreferrer" fw={400}>
                {t('openMap')}
              </Anchor>
            </>
          )}
        </>
      );
    }
    case 'equipment':
      return read
        .asEquipment(value)
        .map(({ itemId, count }) =>
          t('itemCount', { name: equipment.find(({ id }) => id === itemId)?.name ?? itemId, count }),
        )
        .join('\n');
    case 'bandwidth': {
      const { downKbps, upKbps } = read.asBandwidth(value);
      return t('kbps', { down: formatNumber(language, downKbps ?? 0), up: formatNumber(language, upKbps ?? 0) });
    }
    case 'file':
    case 'photos':
      return read.asDocumentIds(value).map((id) => {
        const name = documents.find((one) => one.id === id)?.name ?? t('missingFile');
        return <div key={id}>{documentUrl === undefined ? name : <Anchor href={documentUrl(id)}>{name}</Anchor>}</div>;
      });
    case 'person': {
      const person = read.asPerson(value);
      return (
        <>
          {person.name}
          <div className={classes.plain}>
            {person.position !== '' && <div>{person.position}</div>}
            {person.email !== '' && (
              <div>
                <a href={`mailto:${person.email}`}>{person.email}</a>
              </div>
            )}
            {person.phone !== '' && <a href={`tel:${person.phone.replace(/[^+\d]/g, '')}`}>{person.phone}</a>}
          </div>
        </>
      );
    }
    default:
      return read.asText(value);
  }
}
