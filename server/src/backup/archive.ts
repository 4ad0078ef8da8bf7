/** The archive of a backup: one tar, every entry under a name from a closed list, with its size and hash. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import { ConfigurationError } from '../env.ts';
import { entryName, type Manifest, manifestName, manifestSchema } from './manifest.ts';

/** Larger ones are not ours; the manifest of a million files stays below. */
const manifestLimitBytes = 400_000_000;

/** Writes an archive; it appears under its name only once it is whole and durable. */
export class ArchiveWriter {
  readonly entries: Manifest['entries'] = {};
  readonly #path: string;
  readonly #pack = pack();
  readonly #written: Promise<void>;

  constructor(path: string) {
    this.#path = path;
    this.#written = pipeline(this.#pack, createWriteStream(this.partialPath, { mode: 0o600, flags: 'wx' }));
    // Whoever adds or finishes hears of it.
    this.#written.catch(() => undefined);
  }

  get partialPath(): string {
    return `${this.#path}.partial`;
  }

  /** Adds a file; its hash. */
  async add(name: string, path: string): Promise<string> {
    const { size } = await stat(path);
    return this.#append(name, size, createReadStream(path));
  }

  /** Adds the manifest, makes everything durable and gives the archive its name. */
  async finish(manifest: Manifest): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(manifest, null, 1));
    await this.#append(manifestName, bytes.length, Readable.from([bytes]));
    this.#pack.finalize();
    await this.#written;
    await synchronise(this.partialPath);
    await rename(this.partialPath, this.#path);
    await synchronise(dirname(this.#path));
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    this.#pack.destroy();
    await this.#written.catch(() => undefined);
    await rm(this.partialPath, { force: true });
  }

  async #append(name: string, size: number, source: Readable): Promise<string> {
    const hash = createHash('sha256');
    const entry = this.#pack.entry({ name, size, mode: 0o600, mtime: new Date(0) });
    await Promise.race([
      pipeline(
        source,
        async function* (chunks) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
          }
        },
        entry,
      ),
      // A full disk ends the writing side, which the entry would wait for forever.
      this.#written.then(() => Promise.reject(new Error('the archive was closed'))),
    ]);
    const sha256 = hash.digest('hex');
    this.entries[name] = { sizeBytes: size, sha256 };
    return sha256;
  }
}

async function synchronise(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const broken = (path: string, why: string) =>
  new ConfigurationError(`${path} is not a whole backup of Sambung (${why}): nothing was restored.`);

/** Reads the archive from beginning to end and checks every entry against the manifest. Throws with a sentence when anything is amiss. */
export async function checkArchive(path: string): Promise<Manifest> {
  const seen: Manifest['entries'] = {};
  let manifest: Manifest | undefined;
  await eachEntry(path, async (name, content) => {
    if (manifest) throw broken(path, `${name} follows the manifest`);
    if (name in seen) throw broken(path, `${name} is there twice`);
    if (name === manifestName) {
      manifest = await readManifest(path, content);
      return;
    }
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
    seen[name] = { sizeBytes, sha256: hash.digest('hex') };
  });
  if (!manifest) throw broken(path, 'it was cut short');
  for (const [name, { sizeBytes, sha256 }] of Object.entries(manifest.entries)) {
    const entry = seen[name];
    if (!entry) throw broken(path, `${name} is missing`);
    if (entry.sizeBytes !== sizeBytes || entry.sha256 !== sha256) throw broken(path, `${name} was changed`);
  }
  const unknown = Object.keys(seen).find((name) => !manifest?.entries[name]);
  if (unknown) throw broken(path, `${unknown} is not in its manifest`);
  return manifest;
}

async function readManifest(path: string, content: AsyncIterable<Buffer>): Promise<Manifest> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.length;
    if (sizeBytes > manifestLimitBytes) throw broken(path, 'its manifest is too large');
    chunks.push(chunk);
  }
  const parsed = manifestSchema.safeParse(parseJson(Buffer.concat(chunks).toString()));
  if (!parsed.success) throw broken(path, 'its manifest cannot be read');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Hands over every entry in turn; each must be read to its end. */
export async function eachEntry(
  path: string,
  entry: (name: string, content: AsyncIterable<Buffer>) => Promise<void>,
): Promise<void> {
  const archive = extract();
  const reading = pipeline(createReadStream(path), archive);
  reading.catch((error) => archive.destroy(error));
  try {
    for await (const stream of archive) {
      const { name, type } = stream.header;
      if (type !== 'file' || !entryName.test(name)) throw broken(path, `${JSON.stringify(name)} does not belong there`);
      await entry(name, stream as unknown as AsyncIterable<Buffer>);
    }
    await reading;
  } catch (error) {
    archive.destroy();
    await reading.catch(() => undefined);
    if (error instanceof ConfigurationError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new ConfigurationError(`There is no backup ${path}.`);
    if (code !== undefined && /^E[A-Z]+$/.test(code)) throw error;
    throw broken(path, message);
  }
}
