/** Pictures and sound in and out of tracks (MediaStreamTrack Insertable Media Processing), as Chromium gives them to a page; TypeScript does not know them yet. */

interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame>;
}
interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}
interface SoundProcessor {
  readonly readable: ReadableStream<AudioData>;
}
type Globals = {
  MediaStreamTrackProcessor?: new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => TrackProcessor;
  MediaStreamTrackGenerator?: new (init: { kind: 'video' }) => TrackGenerator;
};

/** Waiting pictures before the oldest is dropped. Higher: a late reader loses none. Lower: less memory, and the decoder's pictures come back to it. */
const bufferedPictures = 6;

/** The decoded pictures of a track, or null in a browser that does not give them away. */
export function picturesOf(track: MediaStreamTrack): ReadableStream<VideoFrame> | null {
  const { MediaStreamTrackProcessor } = globalThis as Globals;
  return MediaStreamTrackProcessor
    ? new MediaStreamTrackProcessor({ track, maxBufferSize: bufferedPictures }).readable
    : null;
}

/** A second of portions of 10 ms: a thread that is late for so long loses none. */
const bufferedSounds = 100;

/** The decoded sound of a track, or null in a browser that does not give it away. */
export function soundsOf(track: MediaStreamTrack): ReadableStream<AudioData> | null {
  const { MediaStreamTrackProcessor } = globalThis as Globals;
  if (!MediaStreamTrackProcessor) return null;
  const processor: unknown = new MediaStreamTrackProcessor({ track, maxBufferSize: bufferedSounds });
  return (processor as SoundProcessor).readable;
}

/** A track that shows what is written into it, or null where there is none. */
export function newTrack(): TrackGenerator | null {
  const { MediaStreamTrackGenerator } = globalThis as Globals;
  return MediaStreamTrackGenerator ? new MediaStreamTrackGenerator({ kind: 'video' }) : null;
}
