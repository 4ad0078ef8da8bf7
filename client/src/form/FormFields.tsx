/** A form from data: its sections with the headings and sentences as printed, a control for every type of field, errors beside their field. */
import { columnKeys, type Field, type FieldValues, type Form } from '@sambung/contract/form';
import { type ComponentType, Fragment, type ReactNode } from 'react';
import { useLanguage } from '../ui/i18n.ts';
import { BooleanControl, ChoiceControl, ChoicesControl, PlaceControl } from './ChoiceControls.tsx';
import type { FieldErrors } from './errors.ts';
import type { ControlProps } from './field-control.ts';
import classes from './form.module.css';
import { useText } from './messages.ts';
import { BandwidthControl, EquipmentControl, PersonControl, VenueControl } from './PartsControls.tsx';
import { IntegerControl, LineControl, LinesControl, ParagraphControl } from './TextControls.tsx';
import { ClockControl, DayControl, PeriodControl, ZoneControl } from './TimeControls.tsx';
import { UploadControl } from './UploadControl.tsx';
import { asColumns, isAsked, isEmpty, type Value } from './values.ts';

const controls: Record<Exclude<Field['type'], 'note' | 'signature'>, ComponentType<ControlProps>> = {
  text: LineControl,
  paragraph: ParagraphControl,
  integer: IntegerControl,
  email: LineControl,
  emails: LinesControl,
  phone: LineControl,
  person: PersonControl,
  date: DayControl,
  time: ClockControl,
  zone: ZoneControl,
  boolean: BooleanControl,
  choice: ChoiceControl,
  choices: ChoicesControl,
  period: PeriodControl,
  place: PlaceControl,
  venue: VenueControl,
  equipment: EquipmentControl,
  bandwidth: BandwidthControl,
  addresses: LinesControl,
  file: UploadControl,
  photos: UploadControl,
};

interface Props {
  form: Form;
  values: FieldValues;
  onChange: (key: string, value: Value) => void;
  /** By path: `contact` or `contact.phone`. */
  errors: FieldErrors;
  /** Whose fields can be filled here; the others are left out. */
  fillableBy: readonly Field['filledBy'][];
  /** Warnings under a field, by its key. */
  notices?: Readonly<Record<string, ReactNode>>;
}

export function FormFields({ form, values, onChange, errors, fillableBy, notices = {} }: Props) {
  const language = useLanguage();
  const sections = form.sections
    .map((section) => ({ ...section, fields: section.fields.filter((field) => isAsked(field, values, fillableBy)) }))
    .filter(({ fields }) => fields.some(({ type }) => type !== 'note'));
  return (
    <>
      {form.intro.map((sentence) => (
        <p key={sentence} className={classes.sentence}>
          {sentence}
        </p>
      ))}
      {sections.map((section) => (
        <fieldset key={section.key} className={classes.sheet} style={{ borderRadius: 16 }}>
          <legend className={classes.legend}>{section.title[language]}</legend>
          {section.sentence !== undefined && <p className={classes.sentence}>{section.sentence}</p>}
          <div className={classes.fields}>
            {section.fields.map((field) => (
              <div key={field.key} className={classes.field} data-field={field.key}>
                <FormField
                  field={field}
                  columns={section.columns}
                  value={values[field.key]}
                  onChange={onChange}
                  errors={errors}
                />
                <div role="status">{notices[field.key]}</div>
              </div>
            ))}
          </div>
        </fieldset>
      ))}
      {form.footnote !== undefined && <p className={classes.sentence}>{form.footnote}</p>}
    </>
  );
}

interface FieldProps {
  field: Field;
  columns: Form['sections'][number]['columns'];
  value: Value | undefined;
  onChange: (key: string, value: Value) => void;
  errors: FieldErrors;
}

function FormField({ field, columns: headings, value, onChange, errors }: FieldProps) {
  const language = useLanguage();
  const t = useText();
  const words = field.label[language];
  if (field.type === 'signature') return null;
  if (field.type === 'note') return <p className={classes.sentence}>{words}</p>;
  if (field.fixed !== undefined) return <FixedField label={words} value={field.fixed} />;
  const Control = controls[field.type];
  const label = field.required ? words : t('optional', { label: words });
  const help = field.help?.[language];
  const errorAt = (path: string) => (part?: string) => errors[part === undefined ? path : `${path}.${part}`];
  if (!field.twoColumns)
    return (
      <Control
        field={field}
        label={label}
        help={help}
        value={value}
        onChange={(next) => onChange(field.key, next)}
        errorAt={errorAt(field.key)}
        section={field.key}
      />
    );
  const columns = asColumns(value);
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      <div className={classes.pair}>
        {columnKeys.map((column) => (
          <Fragment key={column}>
            <Control
              field={field}
              label={headings?.[column].title[language] ?? t(column === 'test' ? 'columnTest' : 'columnEvent')}
              help={help}
              value={columns[column]}
              onChange={(next) => {
                const both = { ...columns, [column]: next };
                onChange(field.key, isEmpty(both) ? null : both);
              }}
              errorAt={errorAt(`${field.key}.${column}`)}
              section={`${field.key}-${column}`}
            />
          </Fragment>
        ))}
      </div>
    </fieldset>
  );
}

/** What the institution gave itself, such as its service mailbox: read, never asked. */
function FixedField({ label, value }: { label: string; value: string }) {
  return (
    <dl className={classes.answers}>
      <div>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    </dl>
  );
}
