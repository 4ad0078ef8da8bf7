/** Sets up whatever is missing: npm packages, the Node 24 runtime, the Rust worker, the database client, the pages. Idempotent; a second run takes a second. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { firstLine, lastLines, must, root, run, Stop, say } from './run.mjs';

const leastNodeMajor = 20;
const productNodeMajor = 24;
/** The `rust-version` of sfu/Cargo.toml, as [major, minor]. */
const leastRust = [1, 89];
const stockWorker = join(root, 'node_modules/mediasoup/worker/out/Release/mediasoup-worker');

/**
 * Brings the checkout to a runnable state.
 * @returns {Promise<{ node: string, workerBinary: string | null }>} the Node 24 executable, and our worker (null: mediasoup's stock worker serves)
 */
export async function setUp() {
  if (Number(process.versions.node.split('.')[0]) < leastNodeMajor) {
    throw new Stop(
      `Node ${process.versions.node} is too old to set Sambung up: install Node ${leastNodeMajor} or newer.`,
    );
  }
  const rust = findRust();
  await installPackages(rust);
  const node = findNode();
  await Promise.all([generateDatabaseClient(node), buildClient(node)]);
  const workerBinary = rust.usable ? await buildWorker() : null;
  if (!workerBinary) {
    if (!existsSync(stockWorker)) {
      throw new Stop(noWorker(rust));
    }
    say(`  media worker: mediasoup's stock worker serves, because ${rust.reason}`);
  }
  return { node, workerBinary };
}

/** Whether our own worker can be built here, and if not, why. */
function findRust() {
  const cargo = firstLine('cargo');
  const version = /cargo (\d+)\.(\d+)/.exec(cargo ?? '');
  if (!version) return { usable: false, reason: 'there is no Rust toolchain (cargo)' };
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < leastRust[0] || (major === leastRust[0] && minor < leastRust[1])) {
    return {
      usable: false,
      reason: `Rust ${major}.${minor} is older than the ${leastRust.join('.')} that our worker needs`,
    };
  }
  if (!firstLine('cc')) return { usable: false, reason: 'there is no C compiler (Debian package build-essential)' };
  return { usable: true, reason: '' };
}

/** What to do when neither our worker can be built nor mediasoup's be had. */
function noWorker(rust) {
  return (
    `There is no media worker: ${rust.reason}, and mediasoup's own worker could not be installed either.\n` +
    'Install Rust (rustup, with a C compiler: Debian package build-essential), or let npm reach the internet, and start again.'
  );
}

async function installPackages(rust) {
  const stamp = join(root, 'node_modules/.sambung-lock');
  const wanted = hashOf([join(root, 'package-lock.json')]) + (rust.usable ? '' : '-stock');
  if (readStamp(stamp) === wanted) return;
  if (!firstLine('npm'))
    throw new Stop('npm is missing: install it together with Node (Debian packages nodejs and npm).');
  say('  npm packages …');
  const env = { ...process.env };
  // mediasoup's install downloads or compiles its own worker unless it is told that there is one; with cargo there will be ours.
  if (rust.usable) env.MEDIASOUP_WORKER_BIN = process.execPath;
  else delete env.MEDIASOUP_WORKER_BIN;
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { env });
  if (code !== 0) {
    const network =
      'npm could not install the packages: see the lines above; a network or proxy setting is the usual cause.';
    const why = !rust.usable && output.includes('mediasoup') ? noWorker(rust) : network;
    throw new Stop(`${lastLines(output)}\n\n${why}`);
  }
  writeFileSync(stamp, wanted);
}

/** The Node that runs the product: from npm, or the one we run on when it is new enough. */
export function findNode() {
  const packaged = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= productNodeMajor) return process.execPath;
  throw new Stop(
    `npm has no Node ${productNodeMajor} for ${process.platform}-${process.arch}: install Node ${productNodeMajor} and start again.`,
  );
}

async function generateDatabaseClient(node) {
  const stamp = join(root, 'server/src/generated/prisma/.stamp');
  const wanted = hashOf([join(root, 'prisma/schema.prisma'), join(root, 'package-lock.json')]);
  if (readStamp(stamp) === wanted) return;
  say('  database client …');
  await must(node, ['node_modules/prisma/build/index.js', 'generate'], "Prisma's client could not be generated.", {
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: 'scripts/no-schema-engine' },
  });
  writeFileSync(stamp, wanted);
}

async function buildClient(node) {
  const stamp = join(root, 'client/dist/.stamp');
  const wanted = hashOf(['client', 'server/contract', 'package-lock.json'].map((path) => join(root, path)));
  if (readStamp(stamp) === wanted) return;
  say('  pages …');
  await must(
    node,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    'The pages could not be built.',
    {
      cwd: join(root, 'client'),
    },
  );
  writeFileSync(stamp, wanted);
}

/** Builds our worker in release mode; cargo itself finds out in a moment when nothing changed. */
export async function buildWorker() {
  const binary = join(root, 'sfu/target/release/sambung-media-worker');
  if (!existsSync(binary)) say('  media worker (Rust; the first build takes some minutes) …');
  await must(
    'cargo',
    [
      'build',
      '--release',
      '--locked',
      '--quiet',
      '--manifest-path',
      join(root, 'sfu/Cargo.toml'),
      '--package',
      'sambung-worker',
    ],
    'The media worker could not be built: see the lines above.',
    { env: { ...process.env, CARGO_TARGET_DIR: join(root, 'sfu/target') } },
  );
  return binary;
}

function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** SHA-256 over names and contents of files; folders are walked, generated ones left out. */
function hashOf(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort())
        if (!['node_modules', 'dist'].includes(name)) visit(join(path, name));
    } else hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}

/** The folder for everything the product writes; made when missing. */
export function dataDirectory() {
  const path = resolve(root, process.env.DATA_DIR ?? 'data');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
