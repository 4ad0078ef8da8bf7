/** `npm start`: sets up what is missing and runs the whole product until Ctrl-C. Options: --demo (demo people and data, loopback only), --lan (HTTPS for the local network), --watch. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, Stop, say } from './run.mjs';
import { dataDirectory, setUp } from './setup.mjs';
import { Child } from './supervisor.mjs';
import { watch } from './watch.mjs';

const options = new Set(process.argv.slice(2));
const known = new Set(['--demo', '--lan', '--watch']);

async function main() {
  const unknown = [...options].find((option) => !known.has(option));
  if (unknown) throw new Stop(`${unknown} is not an option. There are: ${[...known].join(', ')}.`);
  const startedAt = Date.now();
  const data = dataDirectory();
  const release = claim(data);
  const wanted = Number(process.env.PORT ?? 3000);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
    throw new Stop('PORT must be a number from 0 to 65535.');
  const port = await freePort(wanted);
  const cascades = isCascade(process.env.MEDIA_NODES);
  say('Sambung: setting up');
  const { node, workerBinary } = await setUp();

  const runDirectory = mkdtempSync(join(tmpdir(), 'sambung-'));
  const logs = join(data, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    DATA_DIR: data,
    // Chosen once: a restarted server must be found where it was.
    PORT: String(port),
    CONTROL_SOCKET: join(runDirectory, 'control.sock'),
    CONTROL_SECRET: randomBytes(32).toString('hex'),
    MEDIA_METRICS_DIR: process.env.MEDIA_METRICS_DIR || join(runDirectory, 'workers'),
    ...(workerBinary ? { MEDIA_WORKER_BIN: process.env.MEDIA_WORKER_BIN || workerBinary } : {}),
    ...(cascades ? { CASCADE_SOCKET: join(runDirectory, 'cascade.sock') } : {}),
    ...(options.has('--demo') ? { DEMO: '1' } : {}),
    ...(options.has('--lan') ? { LAN: '1' } : {}),
  };

  let stopping = null;
  const stop = (code) => {
    stopping ??= (async () => {
      // The server first: it lets go of the media node and of its database in order.
      await server.stop();
      await Promise.all([sfu.stop(), secondSfu?.stop()]);
      await watcher?.stop();
      rmSync(runDirectory, { recursive: true, force: true });
      release();
      process.exit(code);
    })();
    return stopping;
  };
  const onGone = (error) => {
    process.stderr.write(`${error.message}\n`);
    void stop(1);
  };
  const child = (name, main, more = {}) =>
    new Child({
      ...{ name, program: node, args: [join(root, main)], env: { ...env, ...more } },
      ...{ logFile: join(logs, `${name}.log`), onGone },
    });
  const sfu = child('sfu', 'sfu/node/src/main.ts');
  const secondSfu = cascades ? child('sfu-2', 'sfu/node/src/main.ts', secondNode(env)) : null;
  const server = child('server', 'server/src/main.ts');
  const watcher = options.has('--watch') ? watch({ node, server, sfu }) : null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!stopping) say('\nStopping …');
      void stop(0);
    });
  }

  say('Sambung: starting');
  const [media, ready, second] = await Promise.all([sfu.start(), server.start(), secondSfu?.start()]);
  const stock = media.workers.some((worker) => worker.stock);
  say(`  media: ${media.workers.length} × ${media.workers[0]?.binary ?? 'no worker'}${stock ? ' (stock worker)' : ''}`);
  if (second) say(`  second media node: ${second.workers.length} workers`);
  for (const note of ready.notes ?? []) say(`  ${note}`);
  say(`  logs: ${logs}`);
  if (options.has('--demo')) say('  DEMO: made-up people and data, on this machine only');
  if (ready.trust) sayTrust(ready.trust);
  if (ready.setupUrl) say(`\nFirst run: open ${ready.setupUrl} and make the administrator.`);
  say(
    `\nSambung runs at ${ready.url} (ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s). Ctrl-C stops it.`,
  );
}

function isCascade(nodes = '1') {
  if (nodes !== '1' && nodes !== '2') throw new Stop('MEDIA_NODES must be 1 or 2.');
  return nodes === '2';
}

/** Its own socket, ports and metrics; everything else is shared. Its ports lie behind those of any first node (a worker each, one a core). */
function secondNode({ CASCADE_SOCKET, MEDIA_PORTS = '44000', MEDIA_METRICS_DIR }) {
  return {
    CONTROL_SOCKET: CASCADE_SOCKET,
    MEDIA_PORTS: MEDIA_PORTS === '0' ? '0' : String(Number(MEDIA_PORTS) + 300),
    MEDIA_METRICS_DIR: `${MEDIA_METRICS_DIR}-2`,
    METRICS_LISTEN: '',
  };
}

/** How people's devices come to trust this installation, in both languages. The fingerprint is what makes it safe: it is compared by eye. */
function sayTrust({ fingerprint, certificatePath, urls }) {
  say(`
JARINGAN LOKAL: ${urls.join('  ')}
  Sertifikat dibuat oleh Sambung sendiri, jadi setiap perangkat perlu mempercayainya satu kali:
  1. Buka ${urls[0]}/ca.crt di perangkat itu dan simpan berkasnya (peramban memperingatkan satu kali; lanjutkan), atau salin ${certificatePath}.
  2. Cocokkan sidik jari SHA-256 berkas itu dengan yang di bawah ini. Bila berbeda, jangan dipasang.
  3. Pasang sebagai otoritas sertifikat tepercaya (Windows: "Trusted Root Certification Authorities"; Android: Setelan > Keamanan > Sertifikat CA;
     iOS: pasang profil, lalu aktifkan di Pengaturan Kepercayaan Sertifikat; Firefox: Setelan > Sertifikat > Otoritas).

LOCAL NETWORK: ${urls.join('  ')}
  Sambung made the certificate itself, so every device has to trust it once:
  1. Open ${urls[0]}/ca.crt on the device and save the file (the browser warns once; go on), or copy ${certificatePath}.
  2. Compare the file's SHA-256 fingerprint with the one below. If they differ, do not install it.
  3. Install it as a trusted certificate authority (Windows: "Trusted Root Certification Authorities"; Android: Settings > Security > CA certificate;
     iOS: install the profile, then enable it under Certificate Trust Settings; Firefox: Settings > Certificates > Authorities).

  SHA-256 ${fingerprint}`);
}

/** Makes this process the only one on the data folder; returns what gives the folder back. */
function claim(data) {
  const file = join(data, 'supervisor.pid');
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8'));
    if (isSupervisor(pid))
      throw new Stop(
        `Sambung is already running on ${data} (process ${pid}): stop it first, or set DATA_DIR to another folder.`,
      );
  }
  writeFileSync(file, String(process.pid));
  return () => unlinkSync(file);
}

function isSupervisor(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs') && pid !== process.pid;
  } catch {
    return false;
  }
}

/** Resolves with the port itself, or with a free one for 0; stops with a sentence when it cannot be had. */
function freePort(port) {
  return new Promise((free, taken) => {
    const probe = createServer();
    probe.once('error', (error) => {
      const sentence =
        error.code === 'EACCES'
          ? `Port ${port} needs more rights: choose one above 1023 with PORT=…`
          : `Port ${port} is taken by another program: stop that, or choose another with PORT=… npm start`;
      taken(new Stop(sentence));
    });
    probe.listen(port, options.has('--lan') ? undefined : '127.0.0.1', () => {
      const chosen = probe.address().port;
      probe.close(() => free(chosen));
    });
  });
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Stop ? error.message : error.stack}\n`);
  process.exit(1);
});
