/** Watch mode of `npm run dev`: a change under server/ or sfu/ restarts that process, a change of Rust rebuilds the worker first, pages are rebuilt by Vite. */
import { spawn } from 'node:child_process';
import { watch as watchFolder } from 'node:fs';
import { join } from 'node:path';
import { root, say } from './run.mjs';
import { buildWorker } from './setup.mjs';

/** Editors write a file in several steps: changes this close together count as one. Higher reacts later, lower restarts twice. */
const settleMs = 150;

export function watch({ node, server, sfu }) {
  const pages = spawn(node, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--watch', '--logLevel', 'warn'], {
    cwd: join(root, 'client'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const rules = [
    { folder: 'server', ignore: /generated|\.test\.ts$/, act: () => server.restart() },
    { folder: 'sfu/node/src', ignore: /\.test\.ts$/, act: () => sfu.restart() },
    { folder: 'sfu/core/src', ignore: /^$/, act: () => buildWorker().then(() => sfu.restart()) },
    { folder: 'sfu/worker/src', ignore: /^$/, act: () => buildWorker().then(() => sfu.restart()) },
  ];
  const watchers = rules.map(({ folder, ignore, act }) => {
    let timer;
    return watchFolder(join(root, folder), { recursive: true }, (_, name) => {
      if (!name || ignore.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        say(`  ${folder}/${name} changed`);
        act().catch((error) => process.stderr.write(`${error.message}\n`));
      }, settleMs);
    });
  });
  return {
    async stop() {
      for (const watcher of watchers) watcher.close();
      pages.kill();
    },
  };
}
