/** The gates of a run (test-call design, C4): what each was decided on, in words with numbers. Pure. */
import type { Side } from '@sambung/contract/http';
import type { GateFact } from '@sambung/contract/measurement';
import type { RubricDocument } from '@sambung/contract/rubric';
import type { SiteAnswers } from '@sambung/contract/test-run';
import type { Bilingual } from '@sambung/contract/text';
import type { Integrity, SecondSample } from '../measurement/index.ts';

/** What the gates look at beside the samples. */
export interface GateFacts {
  readonly samples: readonly SecondSample[];
  readonly answers: Readonly<Record<Side, SiteAnswers>>;
  /** The audience's addresses in force, as its profile declares them. */
  readonly declaredAddresses: readonly string[];
  readonly observedAddresses: Readonly<Record<Side, readonly string[]>>;
  /** Both sides on one machine or with made devices: such a run never makes a certificate, and its addresses mean nothing. */
  readonly simulated: boolean;
  /** `between`: the sides were at two media nodes. `bridge`: that of the client, if it declared one; `observed` is what the technician saw behind it. */
  readonly cascade: { readonly between: boolean; readonly bridge: string | null; readonly observed: boolean | null };
  /** How much of both directions is there, and whether it can be true. */
  readonly integrity: Readonly<Record<Side, Integrity>>;
}

const sides = ['host', 'audience'] as const;

/** All gates, in the order of the report. */
export function gatesOf({ gates: rubric }: RubricDocument, facts: GateFacts): GateFact[] {
  return [
    connected(rubric, facts),
    seenAndHeard(rubric, facts),
    encrypted(rubric, facts),
    publicAddress(rubric, facts),
    validData(rubric, facts),
    duration(rubric, facts),
    cascade(rubric, facts),
    sameConfiguration(facts),
  ];
}

type Gates = RubricDocument['gates'];

const of = (facts: GateFacts, direction: Side) => facts.samples.filter((sample) => sample.direction === direction);
const both = (id: string, en: string): Bilingual => ({ id, en });
const everywhere = (answers: readonly (boolean | null)[]): boolean | null =>
  answers.includes(false) ? false : answers.includes(null) ? null : true;

function connected({ connectWithinSeconds }: Gates, facts: GateFacts): GateFact {
  const took = sides.map((side) => {
    const samples = of(facts, side);
    const first = samples.find(({ sound, picture }) => (sound?.samples ?? 0) > 0 && (picture?.framesDecoded ?? 0) > 0);
    const from = samples[0];
    return first && from ? first.second - from.second : null;
  });
  const passed = everywhere(took.map((seconds) => (seconds === null ? null : seconds <= connectWithinSeconds)));
  const words = took.map((seconds) => (seconds === null ? '-' : String(seconds))).join(' / ');
  return {
    gate: 'connected',
    applies: true,
    passed,
    seen: both(
      `Suara dan gambar tiba setelah ${words} detik (tuan rumah / audiens).`,
      `Sound and picture arrived after ${words} s (host / audience).`,
    ),
    trust: 'cross-checked',
  };
}

function seenAndHeard({ blackBelowLuma }: Gates, facts: GateFacts): GateFact {
  const live = sides.map((side) => {
    const samples = of(facts, side).filter(({ phase, voided }) => phase === 'real' && voided === null);
    const lumas = samples.flatMap(({ picture }) => picture?.meanLuma ?? []);
    if (samples.length === 0 || lumas.length === 0) return null;
    const heard = samples.some(
      ({ sound }) => (sound?.samples ?? 0) > 0 && (sound?.levelDbfs ?? -200) > silentBelowDbfs,
    );
    const moves = samples.some(({ picture }) => (picture?.framesDecoded ?? 0) > 0 && (picture?.frozenMs ?? 0) < 1_000);
    // One that stood still and moves again is alive.
    const still = samples.flatMap(({ picture }) => picture?.stillMs ?? []).at(-1) ?? 0;
    const bright = Math.max(...lumas) >= blackBelowLuma;
    return heard && moves && still < frozenFromMs && bright;
  });
  const said = sides.flatMap((side) => [facts.answers[side].heard, facts.answers[side].seen]);
  const yes = said.filter((answer) => answer === true).length;
  return {
    gate: 'seen-and-heard',
    applies: true,
    passed: everywhere([...live, ...said]),
    seen: both(
      `Arah dengan suara dan gambar hidup: ${live.filter(Boolean).length} dari 2; jawaban "terdengar" dan "terlihat": ${yes} dari 4.`,
      `Directions with live sound and picture: ${live.filter(Boolean).length} of 2; answers "heard" and "seen": ${yes} of 4.`,
    ),
    trust: 'cross-checked',
  };
}

/** Browsers name profiles as DTLS does (`SRTP_AES128_CM_HMAC_SHA1_80`, RFC 5764 §4.1.2) or as SDES does (`AES_CM_128_HMAC_SHA1_80`, RFC 4568 §6.2). */
function profileName(named: string): string {
  return named.replace(/^SRTP_/, '').replace(/^AES(128|256)_CM_/, 'AES_CM_$1_');
}

/** No camera shows the very same picture for so long: its own noise changes it. Higher takes a frozen one for a calm room, lower trusts one good camera less. */
const frozenFromMs = 5_000;
/** Quieter than this a microphone is dead (M15). */
const silentBelowDbfs = -60;

function encrypted({ srtpProfiles, dtlsAtLeast }: Gates, facts: GateFacts): GateFact {
  const lines = sides.map((side) => of(facts, side).findLast(({ site }) => site.srtpProfile !== null)?.site ?? null);
  const answers = lines.map((line) => {
    if (!line?.srtpProfile) return null;
    const version = /1\.\d/.exec(line.dtlsVersion ?? '')?.[0];
    return srtpProfiles.includes(profileName(line.srtpProfile)) && (version === undefined || version >= dtlsAtLeast);
  });
  const words = lines.map((line) => (line ? `${line.srtpProfile}, ${line.dtlsVersion ?? 'DTLS'}` : '-')).join(' / ');
  return {
    gate: 'encrypted',
    applies: true,
    passed: everywhere(answers),
    seen: both(`Enkripsi media: ${words}.`, `Encryption of media: ${words}.`),
    trust: 'self-reported',
  };
}

function publicAddress({ publicAddress: asked }: Gates, facts: GateFacts): GateFact {
  const { declaredAddresses, observedAddresses, simulated } = facts;
  const applies = asked && !simulated;
  const observed = observedAddresses.audience;
  const known = declaredAddresses.length > 0 && observed.length > 0;
  return {
    gate: 'public-address',
    applies,
    passed: known ? observed.every((address) => declaredAddresses.includes(address)) : null,
    seen: both(
      `${simulated ? 'Simulasi, tidak dinilai. ' : ''}Dinyatakan: ${declaredAddresses.join(', ') || '-'}; terlihat: ${observed.join(', ') || '-'}.`,
      `${simulated ? 'Simulation, not judged. ' : ''}Declared: ${declaredAddresses.join(', ') || '-'}; observed: ${observed.join(', ') || '-'}.`,
    ),
    trust: 'server-observed',
  };
}

function validData({ sampleShareAtLeast, clockUncertaintyAtMostMs }: Gates, { integrity }: GateFacts): GateFact {
  const found = sides.map((side) => integrity[side]);
  const percent = found.map(({ share }) => `${(share * 100).toFixed(1)} %`).join(' / ');
  const doubts = found.map(({ clockUncertaintyMs }) => clockUncertaintyMs);
  const doubt = doubts.includes(null) ? null : Math.max(...doubts.map((one) => one ?? 0));
  const clock = doubt === null ? '-' : `± ${doubt.toFixed(0)} ms`;
  const wide = doubt !== null && doubt > clockUncertaintyAtMostMs;
  const honest = found.every((one) => one.honest);
  return {
    gate: 'valid-data',
    applies: true,
    passed: found.some(({ seconds }) => seconds === 0)
      ? null
      : honest && found.every(({ share }) => share >= sampleShareAtLeast),
    seen: both(
      `Sampel yang sah: ${percent}; jam: ${clock}${wide ? ', dinilai dengan rentangnya' : ''}${honest ? '' : '; laporan halaman tidak dapat dipercaya'}.`,
      `Valid samples: ${percent}; clocks: ${clock}${wide ? ', judged by their interval' : ''}${honest ? '' : '; what a page reported cannot be true'}.`,
    ),
    trust: 'cross-checked',
  };
}

function duration(rubric: Gates, { integrity }: GateFacts): GateFact {
  const found = sides.map((side) => integrity[side]);
  const all = Math.min(...found.map(({ counted }) => counted));
  const real = Math.min(...found.map(({ realSeconds }) => realSeconds));
  const gap = Math.max(...found.map(({ longestGapSeconds }) => longestGapSeconds));
  const { measuredSecondsAtLeast, realSecondsAtLeast, gapAtMostSeconds } = rubric;
  return {
    gate: 'duration',
    applies: true,
    passed: all >= measuredSecondsAtLeast && real >= realSecondsAtLeast && gap <= gapAtMostSeconds,
    seen: both(
      `Terukur ${all} dari ${measuredSecondsAtLeast} detik; perangkat nyata ${real} dari ${realSecondsAtLeast} detik; jeda terlama ${gap} detik.`,
      `Measured ${all} of ${measuredSecondsAtLeast} s; real devices ${real} of ${realSecondsAtLeast} s; longest gap ${gap} s.`,
    ),
    trust: 'cross-checked',
  };
}

/** Between two nodes of ours it is measured, endpoint to endpoint; what hangs on the client's bridge only people can see (UNSRI-40, UNSRI-97). */
function cascade({ sampleShareAtLeast }: Gates, facts: GateFacts): GateFact {
  const { between, bridge, observed } = facts.cascade;
  const gate = { gate: 'cascade', applies: between || bridge !== null } as const;
  if (between) {
    const crossings = sides.map((side) => {
      const counted = of(facts, side).filter(({ phase, voided }) => isMeasured(phase) && voided === null);
      const crossed = counted.filter((sample) => (sample.crossed?.packets ?? 0) > 0 && isThere(sample));
      const lost = counted.reduce((sum, sample) => sum + (sample.crossed?.lost ?? 0), 0);
      return { counted: counted.length, crossed: crossed.length, lost };
    });
    const passed = crossings.map(({ counted, crossed }) =>
      counted === 0 ? null : crossed >= sampleShareAtLeast * counted,
    );
    const words = crossings.map(({ counted, crossed }) => `${crossed}/${counted}`).join(', ');
    const lost = crossings.reduce((sum, one) => sum + one.lost, 0);
    return {
      ...gate,
      passed: everywhere(passed),
      seen: both(
        `Suara dan gambar menyeberang antara dua simpul media selama ${words} detik (tuan rumah, audiens); hilang di antaranya: ${lost} paket.`,
        `Sound and picture crossed between two media nodes in ${words} s (host, audience); lost between them: ${lost} packets.`,
      ),
      trust: 'server-observed',
    };
  }
  return {
    ...gate,
    passed: bridge === null ? null : observed,
    seen:
      bridge === null
        ? both('Tidak ada jembatan.', 'There is no bridge.')
        : observed === null
          ? both(
              `Lewat jembatan klien (${bridge}): belum diamati.`,
              `Through the client’s bridge (${bridge}): not observed yet.`,
            )
          : observed
            ? both(
                `Lewat jembatan klien (${bridge}): teknisi mengamati suara dan gambar dipertukarkan dengan titik akhir di baliknya.`,
                `Through the client’s bridge (${bridge}): the technician observed that sound and pictures were exchanged with an endpoint behind it.`,
              )
            : both(
                `Lewat jembatan klien (${bridge}): menurut teknisi suara atau gambar tidak dipertukarkan.`,
                `Through the client’s bridge (${bridge}): by the technician, sound or pictures were not exchanged.`,
              ),
    trust: bridge === null ? 'server-observed' : 'self-reported',
  };
}

const isMeasured = (phase: SecondSample['phase']) => phase === 'synthetic' || phase === 'real';
const isThere = ({ sound, picture }: SecondSample) => (sound?.samples ?? 0) > 0 && (picture?.framesDecoded ?? 0) > 0;

function sameConfiguration({ answers }: GateFacts): GateFact {
  const said = sides.map((side) => answers[side].sameSetup);
  const words = (yes: string, no: string) => said.map((one) => (one === null ? '-' : one ? yes : no)).join(' / ');
  return {
    gate: 'same-configuration',
    applies: true,
    passed: everywhere(said),
    seen: both(
      `Ruang dan perangkat sama dengan acara: ${words('ya', 'tidak')} (tuan rumah / audiens).`,
      `Room and equipment are those of the event: ${words('yes', 'no')} (host / audience).`,
    ),
    trust: 'self-reported',
  };
}
