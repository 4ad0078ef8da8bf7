/** Errors stand beside their field and are listed in the order of the page. */
import type { Form } from '@sambung/contract/form';
import { expect, it } from 'vitest';
import { errorsByPath, summaryOf, withoutField } from './errors.ts';

const form = { sections: [{ fields: [{ key: 'title' }, { key: 'contact' }] }] } as unknown as Form;

it('lists one entry a field, in the order of the form, and keeps what belongs to no field', () => {
  const errors = { other: 'c', 'contact.phone': 'b', 'contact.email': 'b2', title: 'a' };
  expect(summaryOf(form, errors).map(({ key, message }) => [key, message])).toEqual([
    ['title', 'a'],
    ['contact', 'b'],
    ['other', 'c'],
  ]);
});

it("reads the server's pointers as paths of fields", () => {
  expect(errorsByPath({ 'values.contact.phone': 'x', version: 'y' })).toEqual({ 'contact.phone': 'x' });
});

it('forgets the errors of a field, parts and all, once it is changed', () => {
  expect(withoutField({ 'contact.phone': 'x', contacts: 'y', title: 'z' }, 'contact')).toEqual({
    contacts: 'y',
    title: 'z',
  });
});
