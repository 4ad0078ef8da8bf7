/** The fields of a person, for a new account and for an edit. */
import { Select, TagsInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { Person } from '@sambung/contract/people';
import { personCreationSchema } from '@sambung/contract/people';
import type { Language } from '@sambung/contract/problem';
import { usePeopleText } from './people-messages.ts';

export type PersonValues = Pick<Person, 'name' | 'email' | 'phone' | 'unit' | 'employeeNumber' | 'skills' | 'language'>;

export const emptyPerson: PersonValues = {
  name: '',
  email: '',
  phone: '',
  unit: '',
  employeeNumber: '',
  skills: [],
  language: 'id',
};

/** What is wrong before it is sent, in the reader's words. */
export function validatePerson(words: { required: string; email: string }) {
  const { shape } = personCreationSchema;
  return {
    name: (value: string) => (shape.name.safeParse(value).success ? null : words.required),
    email: (value: string) => (shape.email.safeParse(value.trim()).success ? null : words.email),
  };
}

export function PersonFields<V extends PersonValues>({ form }: { form: UseFormReturnType<V> }) {
  const t = usePeopleText();
  return (
    <>
      <TextInput label={t('name')} required maxLength={120} {...form.getInputProps('name')} />
      <TextInput label={t('email')} type="email" required maxLength={200} {...form.getInputProps('email')} />
      <TextInput label={t('phone')} type="tel" maxLength={20} {...form.getInputProps('phone')} />
      <TextInput label={t('unit')} maxLength={120} {...form.getInputProps('unit')} />
      <TextInput label={t('employeeNumber')} maxLength={60} {...form.getInputProps('employeeNumber')} />
      <TagsInput label={t('skills')} description={t('skillsHelp')} maxTags={30} {...form.getInputProps('skills')} />
      <Select
        label={t('language')}
        allowDeselect={false}
        data={[
          { value: 'id', label: t('indonesian') },
          { value: 'en', label: t('english') },
        ]}
        value={form.values.language}
        onChange={(value) => form.setValues({ language: (value ?? 'id') as Language } as Partial<V>)}
      />
    </>
  );
}
