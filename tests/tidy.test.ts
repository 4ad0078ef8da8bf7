/** Conventions as tests: the map matches the tree, files stay small, names say something. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((path) => existsSync(join(root, path)));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Caps in lines; Rust counts up to its test module. */
const typescriptCap = 300;
const rustCap = 600;
const decisionCap = 60;

describe('the repository', () => {
  it('has the folders that the map names, and names the features it has', () => {
    const map = read('ARCHITECTURE.md');
    const named = [...map.matchAll(/^\| `([\w/-]+\/)` \|/gm)].map(([, folder = '']) => folder);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
    const topLevel = new Set(
      tracked.filter((path) => path.includes('/') && !path.startsWith('.')).map((path) => path.split('/')[0]),
    );
    expect([...topLevel].filter((folder) => !named.some((one) => one.startsWith(`${folder}/`)))).toEqual([]);
    const features = ['client/src', 'server/src', 'tests'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true }).filter(
        (entry) => entry.isDirectory() && !['generated', 'node_modules'].includes(entry.name),
      ),
    );
    const used = features.filter(({ name, parentPath }) =>
      tracked.some((path) => join(root, path).startsWith(`${join(parentPath, name)}/`)),
    );
    expect(used.map(({ name }) => name).filter((name) => !new RegExp(`\`${name}/?\``).test(map))).toEqual([]);
  });

  it('keeps its files small', () => {
    const tooLong = tracked
      .filter((path) => /\.(ts|tsx|rs)$/.test(path) && !/tests?\.rs$|\.test\.tsx?$|\/tests\//.test(path))
      .map((path) => {
        const lines = read(path).split('\n');
        const tests = lines.indexOf('#[cfg(test)]');
        return {
          path,
          length: path.endsWith('.rs') && tests > 0 ? tests : lines.length,
          cap: path.endsWith('.rs') ? rustCap : typescriptCap,
        };
      })
      .filter(({ length, cap }) => length > cap + 1);
    expect(tooLong).toEqual([]);
  });

  it('reads the environment in one file of each process', () => {
    const readers = tracked.filter(
      (path) => /^(client|server|sfu\/node)\/src\/.*\.tsx?$/.test(path) && !/\.test\.ts$/.test(path),
    );
    expect(readers.length).toBeGreaterThan(100);
    expect(readers.filter((path) => read(path).includes('process.env'))).toEqual([
      'server/src/env.ts',
      'sfu/node/src/env.ts',
    ]);
  });

  it("keeps clock and chance out of the features' rules", () => {
    const rules = [
      'request/request.ts',
      'schedule/alternative-search.ts',
      'schedule/alternatives.ts',
      'schedule/case-holds.ts',
      'schedule/opening.ts',
      'schedule/slot.ts',
      'calendar/working-time.ts',
      'calendar/step-clock.ts',
      'calendar/holiday-file.ts',
      'meeting/meeting.ts',
      'meeting/room.ts',
      'testcall/gates.ts',
      'testcall/live-view.ts',
      'testcall/marks.ts',
      'testcall/simulation.ts',
      'testcall/slot.ts',
      'testcall/taking.ts',
      'rubric/judging.ts',
      'rubric/grading.ts',
      'rubric/overruling.ts',
      'rubric/check-rubric.ts',
      'certificate/chunks.ts',
      'certificate/states.ts',
      'certificate/verification.ts',
    ];
    for (const path of rules)
      expect(read(`server/src/${path}`), path).not.toMatch(
        /Date\.now\(|new Date\(\)|Math\.random|randomUUID|randomBytes|setTimeout|setInterval/,
      );
  });

  it('has no drawer for what has no name', () => {
    expect(tracked.filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(path))).toEqual([]);
  });

  it('starts every source file by saying what it is', () => {
    const silent = tracked
      .filter((path) => /\.(ts|tsx|mjs|rs)$/.test(path))
      .filter((path) => !/^(#!.*\n)?(\/\*\*|\/\/!|\/\/\/ <reference|\/\/ |\/\*)/.test(read(path)));
    expect(silent).toEqual([]);
  });

  it('writes decisions that fit on a page', () => {
    const decisions = tracked.filter((path) => path.startsWith('docs/decisions/'));
    expect(decisions.length).toBeGreaterThan(3);
    for (const path of decisions) {
      expect(path).toMatch(/\/\d{3}-[a-z0-9-]+\.md$/);
      expect(read(path).split('\n').length, path).toBeLessThanOrEqual(decisionCap);
    }
  });
});
