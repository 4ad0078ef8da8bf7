/** Tests of who has the floor, report by report. */
import { expect, it } from 'vitest';
import { activeSpeakerAfter, noActiveSpeaker } from './active-speaker.ts';

const floor = (...reports: string[][]) => {
  let active = noActiveSpeaker;
  return reports.map((loudestFirst) => {
    active = activeSpeakerAfter(active, loudestFirst);
    return active.peerId;
  });
};

it.each<[string, string[][], (string | null)[]]>([
  ['is nobody before anybody speaks', [[], []], [null, null]],
  ['is at once the first who speaks', [['ann']], ['ann']],
  ['stays with them through a silence', [['ann'], [], []], ['ann', 'ann', 'ann']],
  ['is taken at once when they are silent', [['ann'], ['ben']], ['ann', 'ben']],
  ['is not lost to one interjection', [['ann'], ['ben', 'ann'], ['ann']], ['ann', 'ann', 'ann']],
  ['is lost to who stays louder', [['ann'], ['ben', 'ann'], ['ben', 'ann']], ['ann', 'ann', 'ben']],
  ['is not lost to two who interject in turn', [['ann'], ['ben', 'ann'], ['cem', 'ann']], ['ann', 'ann', 'ann']],
])('the floor %s', (_name, reports, expected) => {
  expect(floor(...reports)).toEqual(expected);
});
