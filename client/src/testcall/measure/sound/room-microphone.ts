/** The microphone once more, as it is: echo cancellation would take away the very sweep that is listened for. */

/** Null when it cannot be had; then nothing is proven. */
export async function openRoomMicrophone(deviceId: string | null): Promise<MediaStreamTrack | null> {
  const processing = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const audio = { ...processing, ...(deviceId && { deviceId: { ideal: deviceId } }) };
  try {
    return (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks()[0] ?? null;
  } catch {
    return null;
  }
}
