/** A device that the system takes away for a while: for a phone call, for another application, by a switch on its cable. Its track stays and gives nothing. */
import type { DeviceSource } from './devices.ts';

/**
 * How long a track must be muted before that is told. A microphone at once: somebody may be talking. A camera on a busy computer stands still for a second now
 * and then. Higher: the others look at a frozen picture for longer. Lower: the picture comes and goes.
 */
const graceMs: Record<DeviceSource, number> = { microphone: 0, camera: 2_000 };

/** Calls back when the device is taken away and when it is back, from now on; the result stops that. */
export function watchInterruption(
  device: MediaStreamTrack,
  source: DeviceSource,
  changed: (isInterrupted: boolean) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isTold = false;
  const tell = (isInterrupted: boolean) => {
    if (isInterrupted === isTold) return;
    isTold = isInterrupted;
    changed(isInterrupted);
  };
  const look = () => {
    clearTimeout(timer);
    if (!device.muted || graceMs[source] === 0) tell(device.muted);
    else timer = setTimeout(() => tell(device.muted), graceMs[source]);
  };
  device.addEventListener('mute', look);
  device.addEventListener('unmute', look);
  look();
  return () => {
    clearTimeout(timer);
    device.removeEventListener('mute', look);
    device.removeEventListener('unmute', look);
  };
}
