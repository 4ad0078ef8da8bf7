/** The check of a procedure's text: each fault at its line, in both languages; hostile texts are answered, never thrown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSource } from './check.ts';
import { shippedSop } from './shipped.ts';

const demak = shippedSop('demak').source;

/** The first fault after a change of Demak's text, with the text of the line it points to. */
function faultAfter(search: string | RegExp, replacement: string, source = demak) {
  const changed = source.replace(search, replacement);
  if (changed === source) throw new Error(`${search} is not in the text`);
  const { document, errors } = checkSource(changed);
  expect(document).toBeNull();
  const [first] = errors;
  if (!first) throw new Error('no fault was found');
  return { ...first, text: changed.split('\n')[first.line - 1] ?? '', count: errors.length };
}

describe('what a check says', () => {
  it.each<[string, string | RegExp, string, RegExp, RegExp]>([
    [
      'a step that next does not find',
      'next: [schedule-recap]',
      'next: [schedule-recab]',
      /next: \[schedule-recab\]/,
      /no step “schedule-recab”/,
    ],
    [
      'a position that does not exist',
      'position: sub-koor-spa',
      'position: sub-koor',
      /position: sub-koor$/,
      /no “sub-koor”/,
    ],
    ['an unknown name', 'breach: warning', 'brech: warning', /brech/, /“brech” is not known/],
    ['a name that is missing', / {4}kind: schedule\n/, '', /schedule-recap/, /“kind” is missing/],
    ['a choice that is none', 'kind: schedule\n', 'kind: scheduling\n', /scheduling/, /Must be one of: .*schedule/],
    ['a number where text belongs', 'number: "2"', 'number: 2', /number: 2/, /put it in quotes/],
    [
      'a document of a step that comes later',
      'from: leader-disposition',
      'from: recording',
      /from: recording/,
      /not a step before “assignment”/,
    ],
    [
      'a form that does not exist',
      'form: documentation',
      'form: dokumentasi',
      /form: dokumentasi/,
      /no form “dokumentasi”/,
    ],
    ['an override by nobody', 'overrideBy: pimpinan', 'overrideBy: bupati', /overrideBy: bupati/, /no “bupati”/],
    [
      'an override by somebody who may not approve',
      'overrideBy: pimpinan',
      'overrideBy: operator-cc',
      /overrideBy/,
      /role approver/,
    ],
    ['a superior that does not exist', 'superior: kepala-dinas', 'superior: bupati', /bupati/, /no “bupati”/],
    [
      'a disposition by a technician',
      'position: pimpinan',
      'position: operator-cc',
      /position: operator-cc/,
      /role approver/,
    ],
    ['a field key used twice', '{ key: subject,', '{ key: sender,', /Perihal/, /“sender” is already used/],
    [
      'two fields that bind the same',
      'type: emails, binds: audience-emails',
      'type: text, binds: title',
      /client-emails/,
      /already bound/,
    ],
    [
      'a binding of the wrong type',
      'type: date, required: true, binds: letter-date',
      'type: text, required: true, binds: letter-date',
      /letter-date/,
      /needs type: date/,
    ],
    ['a request form without a time', ', binds: period', '', /request:/, /binds: period/],
    [
      'a title that may be left out',
      'max: 200, required: true, binds: title',
      'max: 200, binds: title',
      /binds: title/,
      /must be required/,
    ],
    [
      'a standard before the event counted from its end',
      'amount: 30, unit: minutes }, anchor: step-start',
      'amount: 30, unit: minutes }, anchor: event-end',
      /event-end/,
      /cannot be timed by event-end/,
    ],
    [
      'a step without an end',
      'decisions: [dispose, return, reject]',
      'decisions: [return, reject]',
      /decisions/,
      /cannot be finished/,
    ],
    [
      'a meeting that nobody makes',
      'effects: [create-meeting, share-meeting]',
      'effects: []',
      /steps:/,
      /create-meeting/,
    ],
    ['a test call that no step makes', 'kind: test', 'kind: preparation', /testCall/, /kind: test/],
    ['a profile without its form', 'siteProfile: none', 'siteProfile: required', /siteProfile/, /client-profile/],
    [
      'a zone that opens after it closes',
      'siteProfile: none',
      'siteProfile: none\n  week: { monday: [{ opens: "16:00", closes: "08:00" }], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] }',
      /monday/,
      /Opening comes before closing/,
    ],
    ['a key with capitals', '- key: host\n', '- key: Host\n', /- key: Host/, /short name/],
  ])('names %s, and where', (_what, search, replacement, line, message) => {
    const fault = faultAfter(search, replacement);
    expect(fault.text).toMatch(line);
    expect(fault.message.en).toMatch(message);
    expect(fault.message.id).not.toBe(fault.message.en);
  });

  it('finds a circle and a step that nobody reaches', () => {
    expect(faultAfter('next: [host]', 'next: [assignment]').message.en).toMatch(/runs in a circle/);
    const { message, text } = faultAfter('next: [finish]', 'next: []');
    expect(message.en).toMatch(/never reached/);
    expect(text).toContain('finish');
  });

  it('points at line and column, counted from 1', () => {
    const lines = demak.split('\n');
    const at = lines.findIndex((line) => line.includes('position: sub-koor-spa'));
    const fault = faultAfter('position: sub-koor-spa', 'position: nobody');
    expect(fault).toMatchObject({
      line: at + 1,
      column: (lines[at] ?? '').indexOf('sub-koor-spa') + 1,
      path: 'steps.2.position',
    });
  });

  it('tells several faults at once, from top to bottom', () => {
    const changed = demak
      .replace('next: [host]', 'next: [hosts]')
      .replace('overrideBy: pimpinan', 'overrideBy: bupati');
    const lines = checkSource(changed).errors.map(({ line }) => line);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  it('explains YAML that cannot be read', () => {
    expect(faultAfter('policies:', 'policies:\npolicies:').message.en).toMatch(/already exists/);
    expect(faultAfter('  number: "Dinkominfo', '\tnumber: "Dinkominfo').message.en).toMatch(/spaces/);
    expect(checkSource('a: 1\n---\nb: 2').errors[0]?.message.en).toMatch(/one document/i);
    expect(checkSource('').errors).not.toEqual([]);
  });
});

describe('a hostile text', () => {
  it.each(['__proto__', 'constructor', 'prototype'])('may not use the name %s', (name) => {
    expect(faultAfter('siteProfile: none', `siteProfile: none\n  ${name}: { polluted: true }`).message.en).toContain(
      name,
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(faultAfter('position: pimpinan', `position: ${name === '__proto__' ? 'proto' : name}`).message.en).toMatch(
      /positions has no/,
    );
    if (name !== '__proto__') expect(faultAfter('form: documentation', `form: ${name}`).message.en).toMatch(/no form/);
  });

  it('may not unfold without end', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
      .concat(Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(', ')}]`))
      .join('\n');
    expect(checkSource(bomb).errors[0]?.message.en).toMatch(/aliases/);
  });

  it('may not be nested without end', () => {
    expect(checkSource(`a: ${'['.repeat(100_000)}`).errors.length).toBeGreaterThan(0);
    expect(checkSource(`${'a: {'.repeat(50_000)}`).errors.length).toBeGreaterThan(0);
  });

  it('is answered whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), cuts()), (text) => {
        const { document, errors } = checkSource(text);
        expect(document === null).toBe(errors.length > 0);
        for (const { line, column, message } of errors) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(message.id && message.en).toBeTruthy();
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Demak's text with a stretch taken out. */
function cuts() {
  return fc
    .tuple(fc.nat(demak.length), fc.nat(400))
    .map(([start, length]) => demak.slice(0, start) + demak.slice(start + length));
}
