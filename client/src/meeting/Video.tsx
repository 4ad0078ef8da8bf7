/** A picture that keeps its last frame until the next track is there, so that a rebuilt connection does not flash. */
import { useEffect, useRef } from 'react';

interface Props {
  track: MediaStreamTrack | null;
  className?: string | undefined;
  mirrored?: boolean;
  /** Said to a screen reader; absent when something beside the picture already says it. */
  label?: string;
}

export function Video({ track, className, mirrored = false, label }: Props) {
  const element = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    const video = element.current;
    if (!video || !track) return;
    video.srcObject = new MediaStream([track]);
    // Refused only while the page is hidden or the element is already being replaced; autoplay then does it.
    void video.play().catch(() => {});
  }, [track]);

  return (
    <video
      ref={element}
      className={className}
      data-mirrored={mirrored || undefined}
      aria-label={label}
      aria-hidden={label === undefined}
      autoPlay
      playsInline
      muted
    />
  );
}
