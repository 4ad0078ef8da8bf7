/** What is told to the IT department and written into the report: the network's needs, the findings, and what to do. Pure but for the words of this moment. */
import type { SelfCheckFacts, Way, WayFacts } from '@sambung/contract/self-check';
import { type CheckedStep, type CheckReason, judgeSelfCheck, works } from '@sambung/contract/self-check-judging';
import { text } from './messages.ts';
import { findings } from './words.ts';

const list = (values: readonly string[]) => (values.length > 0 ? [...new Set(values)].join(', ') : '-');
const endpointsOf = (facts: SelfCheckFacts, way: Way): string[] =>
  facts.connection.ways.find((one) => one.way === way)?.endpoints ?? [];

/** One reason's advice, with the addresses it is about. */
export function adviceOf(facts: SelfCheckFacts, reason: CheckReason): string {
  const { server, ways } = facts.connection;
  return findings.text(`a_${reason}`, {
    server,
    udp: list(endpointsOf(facts, 'udp')),
    tcp: list(endpointsOf(facts, 'tcp')),
    relay: list(endpointsOf(facts, 'relay')),
    endpoints: list(ways.flatMap(({ endpoints }) => endpoints)),
  });
}

/** What a firewall has to let out, a line each; ways that were not tried have none. */
export function needsOf(facts: SelfCheckFacts): string[] {
  const line = (key: 'allowUdp' | 'allowTcp' | 'allowRelay', way: Way) => {
    const endpoints = endpointsOf(facts, way);
    return endpoints.length > 0 ? [text(key, { list: list(endpoints) })] : [];
  };
  return [
    text('allowServer', { list: facts.connection.server }),
    ...line('allowUdp', 'udp'),
    ...line('allowTcp', 'tcp'),
    ...line('allowRelay', 'relay'),
  ];
}

/** A number of a way as people read it; a dash where it is not known. */
export const shown = {
  roundTrip: ({ roundTripMs }: WayFacts) => (roundTripMs === null ? '-' : `${Math.round(roundTripMs)} ms`),
  loss: ({ lossPercent }: WayFacts) => (lossPercent === null ? '-' : `${lossPercent.toFixed(1)} %`),
  rate: ({ bitsPerSecond }: WayFacts) =>
    bitsPerSecond === null ? '-' : `${(bitsPerSecond / 1_000_000).toFixed(2)} Mbit/s`,
};

/** The whole report as plain text. */
export function reportText(facts: SelfCheckFacts, head: readonly string[]): string {
  const { browser, camera, microphone, connection } = facts;
  const steps = judgeSelfCheck(facts);
  return [
    text('reportTitle'),
    ...head,
    '',
    ...steps.flatMap((step) => stepLines(facts, step)),
    '',
    text('waysTitle'),
    ...connection.ways.map((way) =>
      [
        `- ${findings.text(`way_${way.way}`)}: ${text(works(way) ? 'wayWorks' : 'wayFails')}`,
        `${text('roundTrip')} ${shown.roundTrip(way)}`,
        `${text('loss')} ${shown.loss(way)}`,
        `${text('rate')} ${shown.rate(way)}`,
      ].join('; '),
    ),
    ...(connection.relayOffered ? [] : [`- ${text('noRelay')}`]),
    '',
    text('allow'),
    ...needsOf(facts).map((line) => `- ${line}`),
    ...(connection.ownAddresses.length > 0 ? [text('ownAddresses', { list: list(connection.ownAddresses) })] : []),
    '',
    browser.name,
    `${findings.text('step_camera')}: ${camera.label || '-'}`,
    `${findings.text('step_microphone')}: ${microphone.label || '-'}`,
    '',
  ].join('\n');
}

function stepLines(facts: SelfCheckFacts, { step, grade, reasons }: CheckedStep): string[] {
  return [
    `${findings.text(`step_${step}`)}: ${findings.text(`grade_${grade}`)}`,
    ...reasons.map((reason) => `  - ${findings.text(`r_${reason}`)} ${adviceOf(facts, reason)}`),
  ];
}
