/**
 * `npm run coverage`: how many lines of `sfu/core` its tests run; fails under the share below. Ends with `1 passed, 0 failed` or `0 passed, 1 failed`.
 * Reads the profiles with LLVM's own tools, in the version that rustc was made with (Debian: llvm-22).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { firstLine, must, root, run, Stop, say } from './run.mjs';

/** Of the lines of code, without tests. Higher makes tests for what cannot happen, lower lets a branch of a protocol go unseen. */
const leastLineShare = 0.85;

const profiles = mkdtempSync(join(tmpdir(), 'sambung-coverage-'));
try {
  const { profdata, cov } = llvmTools();
  const binaries = await testBinaries();
  for (const binary of binaries) {
    const env = { ...process.env, LLVM_PROFILE_FILE: join(profiles, '%p-%m.profraw') };
    await must(binary, ['--quiet'], `Tests fail: see the lines above (${binary}).`, {
      cwd: join(root, 'sfu/core'),
      env,
    });
  }
  const merged = join(profiles, 'merged');
  const raw = readdirSync(profiles).map((name) => join(profiles, name));
  await must(profdata, ['merge', '--sparse', '--output', merged, ...raw], 'The profiles could not be merged.');
  const objects = binaries.flatMap((binary) => ['--object', binary]);
  const exported = await run(cov, ['export', '--summary-only', `--instr-profile=${merged}`, ...objects]);
  const { covered, count, files } = linesOf(exported.output);
  for (const file of files.toSorted((a, b) => a.share - b.share).slice(0, 12))
    say(`  ${percent(file.share)} of ${String(file.count).padStart(4)} lines  ${file.name}`);
  const share = covered / count;
  say(
    `sfu/core: ${covered} of ${count} lines run by its tests, ${percent(share)}; at least ${percent(leastLineShare)}`,
  );
  process.exitCode = share >= leastLineShare ? 0 : 1;
} catch (error) {
  say(error instanceof Stop ? error.message : error.stack);
  process.exitCode = 1;
} finally {
  rmSync(profiles, { recursive: true, force: true });
}
say(process.exitCode ? '0 passed, 1 failed' : '1 passed, 0 failed');

function rustcVersion() {
  return spawnSync('rustc', ['-vV'], { encoding: 'utf8' }).stdout ?? '';
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

/** The tools that read what this rustc writes. Throws `Stop` when they are not installed. */
function llvmTools() {
  const major = /LLVM version: (\d+)/.exec(rustcVersion())?.[1];
  if (!major) throw new Stop('Coverage is about the media core, which needs a Rust toolchain.');
  const [profdata, cov] = ['llvm-profdata', 'llvm-cov'].map((tool) =>
    [`${tool}-${major}`, tool].find((name) => firstLine(name) !== null),
  );
  if (!profdata || !cov) throw new Stop(`Coverage needs LLVM ${major} (Debian: apt install llvm-${major}).`);
  return { profdata, cov };
}

/** Builds the tests of the core with counters in them, apart from the other builds; the paths of the programs. */
async function testBinaries() {
  const manifest = join(root, 'sfu/Cargo.toml');
  const output = await must(
    'cargo',
    ['test', '--no-run', '--locked', '--message-format=json', '--manifest-path', manifest, '--package', 'sambung-core'],
    'The tests of the core could not be built.',
    {
      env: {
        ...process.env,
        CARGO_TARGET_DIR: join(root, 'sfu/target/coverage'),
        RUSTFLAGS: '-C instrument-coverage',
        // Build scripts and macros are counted too, and would leave their profiles where they run.
        LLVM_PROFILE_FILE: '/dev/null',
        CARGO_PROFILE_DEV_DEBUG: '0',
      },
    },
  );
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter(({ reason, executable, profile }) => reason === 'compiler-artifact' && executable && profile.test)
    .map(({ executable }) => executable);
}

/** Lines of the core's own code in an export of llvm-cov; tests are not counted. */
function linesOf(json) {
  const source = join(root, 'sfu/core/src/');
  const exported = json.split('\n').find((line) => line.startsWith('{')) ?? '';
  const files = JSON.parse(exported)
    .data[0].files.filter(({ filename }) => filename.startsWith(source) && !/\/tests?(\/|\.rs$)/.test(filename))
    .map(({ filename, summary: { lines } }) => ({
      name: relative(source, filename),
      ...{ count: lines.count, covered: lines.covered, share: lines.count === 0 ? 1 : lines.covered / lines.count },
    }));
  const sum = (of) => files.reduce((total, file) => total + of(file), 0);
  return { files, covered: sum(({ covered }) => covered), count: sum(({ count }) => count) };
}
