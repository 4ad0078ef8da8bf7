/** What every control of a field is given. */
import type { Field } from '@sambung/contract/form';
import type { ReactNode } from 'react';
import type { Value } from './values.ts';

export interface ControlProps {
  field: Field;
  /** In the reader's language, marked when it may stay empty. */
  label: string;
  help: ReactNode;
  value: Value | undefined;
  onChange: (value: Value) => void;
  /** The error of the field itself, or of one of its parts. */
  errorAt: (part?: string) => string | undefined;
  /** Prefix for `autocomplete`, so that a browser does not mix two people. */
  section: string;
}
