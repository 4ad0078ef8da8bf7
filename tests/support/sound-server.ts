/** A sound server without hardware: Firefox runs no audio graph where there is no device to give it time. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const pulseaudioPath = '/usr/bin/pulseaudio';

/** Starts Debian's PulseAudio with a sink that plays into nothing, in `folder`; `server` is what a program's PULSE_SERVER is set to. */
export function startSoundServer(folder: string): { server: string; stop(): void } {
  if (!existsSync(pulseaudioPath)) throw new Error('there is no PulseAudio: apt-get install pulseaudio');
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
