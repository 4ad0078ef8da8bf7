/** Problems and the fields they are about. */
import { expect, it } from 'vitest';
import { fieldErrors } from './field-errors.ts';
import { ApiProblem } from './problem.ts';

it('turns JSON Pointers into the paths of the form', () => {
  const errors = [
    { pointer: '/hostContact/email', detail: 'not an address' },
    { pointer: '/a~1b', detail: 'slash' },
  ];
  const error = new ApiProblem({ type: '', code: 'invalid-input', title: '', status: 400, errors });
  expect(fieldErrors(error)).toEqual({ 'hostContact.email': 'not an address', 'a/b': 'slash' });
});

it('is empty for anything that names no field', () => {
  expect(fieldErrors(new Error('x'))).toEqual({});
});
