/** Which RTP header extensions may be sent with sound and which with pictures, told right to mediasoup-client. */
import type { HandlerFactory, MediaKind, RtpCapabilities } from 'mediasoup-client/types';

type Supported = Record<MediaKind, ReadonlySet<string>>;

const kinds = ['audio', 'video'] as const satisfies readonly MediaKind[];

/**
 * What an offer has, for every kind that may carry it. mediasoup-client (3.24) keeps one kind for each id, that of the last media section: once a section of
 * pictures is used again before one of sound, pictures would be sent without their MID, by which the node knows them (RFC 9143 §9.2), and without transport-wide
 * numbers, by which their rate is found. Pure.
 */
export function extensionsOfBothKinds(offered: RtpCapabilities, supported: Supported): RtpCapabilities {
  const headerExtensions = (offered.headerExtensions ?? []).flatMap((extension) =>
    kinds
      .filter((kind) => kind === extension.kind || supported[kind].has(extension.uri))
      .map((kind) => ({ ...extension, kind })),
  );
  return { ...offered, headerExtensions };
}

/** The factory, with connections that take an offer's extensions for every kind of which this browser says that it sends them. */
export function withExtensionsOfBothKinds(handlers: HandlerFactory): HandlerFactory {
  return {
    ...handlers,
    factory: (options) => {
      const { getSendExtendedRtpCapabilities } = options;
      return handlers.factory({
        ...options,
        getSendExtendedRtpCapabilities: (offered) =>
          getSendExtendedRtpCapabilities(extensionsOfBothKinds(offered, sentByThisBrowser())),
      });
    },
  };
}

function sentByThisBrowser(): Supported {
  const of = (kind: MediaKind) =>
    new Set((RTCRtpSender.getCapabilities(kind)?.headerExtensions ?? []).map(({ uri }) => uri));
  return { audio: of('audio'), video: of('video') };
}
