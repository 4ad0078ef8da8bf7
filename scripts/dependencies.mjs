/** Enforces the dependency rules of ARCHITECTURE.md with dependency-cruiser, and fails when the tool saw fewer modules than there are files. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cruise, format } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { forbidden } from './dependency-rules.mjs';
import { root } from './run.mjs';

const folders = ['client/src', 'server/src', 'server/contract', 'sfu/node/src', 'tests'];
const source = /\.(ts|tsx)$/;
const generated = 'server/src/generated';

/** Every source file the rules are about. */
function filesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && source.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith(generated) && !path.includes('node_modules'));
}

process.chdir(root);
const { output } = await cruise(
  folders,
  {
    ruleSet: { forbidden },
    validate: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: `^${generated}` },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(root, 'server/tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.d.ts'],
    },
  },
  {},
  { tsConfig: extractTSConfig(join(root, 'server/tsconfig.json')) },
);
const seen = new Set(output.modules.map((module) => module.source));
const unseen = folders.flatMap(filesUnder).filter((path) => !seen.has(path));
if (unseen.length > 0) {
  console.log(
    `dependency-cruiser did not see ${unseen.length} of our files, so its silence proves nothing:\n  ${unseen.slice(0, 10).join('\n  ')}`,
  );
  process.exitCode = 1;
}
if (output.summary.violations.length > 0) {
  console.log((await format(output, { outputType: 'err' })).output);
  process.exitCode = 1;
}
console.log(
  `${seen.size} modules, ${output.summary.totalDependenciesCruised} dependencies, ${output.summary.violations.length} violations`,
);
