/** A sound server without hardware: Firefox runs no audio graph where there is no device to give it time. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const pulseaudioPath = '/usr/bin/pulseaudio';

/** Whether this machine has Debian's PulseAudio; without it Firefox sends and receives, but plays and hears nothing. */
export const hasSoundServer = existsSync(pulseaudioPath);

/** Starts Debian's PulseAudio with a sink that plays into nothing, in `folder`; `server` is what a program's PULSE_SERVER is set to. */
export function startSoundServer(folder: string): { server: string; stop(): void } {
  const socket = join(folder, 'sound.socket');
  const modules = ['module-null-sink rate=48000', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`];
  const child = spawn(
    pulseaudioPath,
    [
      ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', '--disallow-exit'],
      ...modules.flatMap((module) => ['-L', module]),
    ],
    { stdio: 'ignore', env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder } },
  );
  return { server: `unix:${socket}`, stop: () => void child.kill() };
}
