/** Two pages that send to and receive from each other, and what each must see and hear of the other. */
import { expect } from 'vitest';
import { chirp, findChirp, type Sweep, sampleRate } from '../support/chirp.ts';
import type { CallablePage } from '../support/firefox.ts';
import type { Exchange } from './exchange.ts';
import type { Observed, SendOptions } from './page.ts';

/** At 20 pictures a second looked at every 100 ms nearly all differ; a machine under load shows fewer. */
const leastChanging = 0.5;
/** A chirp through Opus correlates above 0.8; the opposite sweep and noise stay below 0.3. */
const leastCorrelation = 0.6;
const patienceMs = 30_000;

export interface Side {
  name: string;
  page: CallablePage;
}

/** What a page sends; each of the two sends another colour and another sweep. */
export type Sending = Omit<SendOptions, 'page' | 'colour' | 'sound'>;

const looks: readonly { colour: 'red' | 'blue'; sweep: Sweep }[] = [
  { colour: 'red', sweep: 'up' },
  { colour: 'blue', sweep: 'down' },
];

/** One second of silence with a chirp at its beginning. */
function period(sweep: Sweep): string {
  const second = new Float32Array(sampleRate);
  second.set(chirp(sweep));
  return Buffer.from(second.buffer).toString('base64');
}

/** Both send, then both receive. */
export async function connect(sides: readonly Side[], sending: Sending): Promise<void> {
  const options = sides.map(({ name }, index) => {
    const { colour, sweep } = looks[index] ?? { colour: 'red', sweep: 'up' };
    return JSON.stringify({ ...sending, page: name, colour, sound: period(sweep) });
  });
  const call = (name: string) =>
    Promise.all(
      sides.map(({ page }, index) =>
        page.call(`(options) => globalThis.interop.${name}(JSON.parse(options))`, options[index] ?? ''),
      ),
    );
  await call('send');
  await call('receive');
}

/** Expects each page to see the other's moving picture in its colour and to hear its chirp. */
export async function expectBothWays(sides: readonly Side[]): Promise<void> {
  await Promise.all(
    sides.map(async ({ page, name }, index) => {
      const other = looks[1 - index];
      if (!other) return;
      await expect
        .poll(async () => complaint(await observe(page), other), {
          timeout: patienceMs,
          message: `what ${name} sees and hears`,
        })
        .toBe('');
    }),
  );
}

export async function observe(page: CallablePage, seconds = 2.5): Promise<Observed> {
  const told = await page.call(
    '(options) => globalThis.interop.observe(JSON.parse(options)).then(JSON.stringify)',
    JSON.stringify({ seconds }),
  );
  return JSON.parse(String(told)) as Observed;
}

/** Empty when picture and sound are the other's. */
function complaint(seen: Observed, other: { colour: 'red' | 'blue'; sweep: Sweep }): string {
  if (seen.samples === 0) return 'no picture';
  if (seen.changes / seen.samples < leastChanging) return `${seen.changes} of ${seen.samples} pictures changed`;
  const isRed = seen.red > seen.blue + 40;
  const isBlue = seen.blue > seen.red + 40;
  if (!(other.colour === 'red' ? isRed : isBlue)) return `red ${seen.red}, blue ${seen.blue}`;
  const bytes = Buffer.from(seen.sound, 'base64');
  const sound = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const heard = findChirp(sound, other.sweep, seen.rate).correlation;
  const opposite = findChirp(sound, other.sweep === 'up' ? 'down' : 'up', seen.rate).correlation;
  if (heard < leastCorrelation || opposite > heard) return `chirp ${heard.toFixed(2)}, opposite ${opposite.toFixed(2)}`;
  return '';
}

/** A transport of a page as its browser sees it. */
export interface Connection {
  local?: { protocol: string; candidateType: string; address?: string; relayProtocol?: string };
  remote?: { protocol: string; address?: string; candidateType: string };
  tlsVersion?: string;
  srtpCipher?: string;
  state: string;
}

export async function connections({ page }: Side): Promise<Connection[]> {
  return JSON.parse(
    String(await page.call('() => globalThis.interop.connections().then(JSON.stringify)')),
  ) as Connection[];
}

/** Expects every transport of both pages to be what `check` wants. */
export async function expectConnections(
  sides: readonly Side[],
  check: (connection: Connection, side: Side) => void,
): Promise<void> {
  for (const side of sides) {
    const found = await connections(side);
    expect(found).toHaveLength(2);
    for (const connection of found) check(connection, side);
  }
}

/** Expects every consumer to be at the top layer within the patience. */
export async function expectTopLayer(exchange: Exchange, sides: readonly Side[], layers: number): Promise<void> {
  for (const { name } of sides) {
    await expect
      .poll(() => exchange.consumers(name).find(({ kind }) => kind === 'video')?.currentLayers?.spatialLayer, {
        timeout: patienceMs,
        message: `the layer that ${name} receives`,
      })
      .toBe(layers - 1);
  }
}
