/** What an installation can find out about itself: is the public address its own, may cameras be used there, do the media ports answer. */
import type { InstallationChecks } from '@sambung/contract/institution';
import type { Context } from '../context.ts';

/** How long our own address may take to answer us. */
const patienceMs = 4_000;

type Check = InstallationChecks['publicAddress'];

export async function checkInstallation(context: Context): Promise<InstallationChecks> {
  const publicUrl = context.publicUrl();
  const [publicAddress, media] = await Promise.all([checkAddress(publicUrl), checkMedia(context)]);
  return { publicUrl, publicAddress, secureContext: checkSecurity(publicUrl), media };
}

/** Our own health page through the public address. Some routers do not lead back inside: then it is tried from another machine. */
async function checkAddress(publicUrl: string): Promise<Check> {
  const target = publicUrl;
  try {
    const answer = await fetch(`${publicUrl}/api/health`, {
      signal: AbortSignal.timeout(patienceMs),
      redirect: 'error',
    });
    const body: unknown = await answer.json();
    const ours = typeof body === 'object' && body !== null && 'version' in body && 'sfu' in body;
    return ours
      ? { result: 'passed', target, detail: 'reached' }
      : { result: 'failed', target, detail: 'somebody-else' };
  } catch (error) {
    const { code = '' } = ((error as Error).cause ?? {}) as { code?: string };
    const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code);
    return { result: 'failed', target, detail: certificate ? 'certificate' : 'not-reached' };
  }
}

/** Browsers give cameras to https pages, and to plain http on the machine itself. */
function checkSecurity(publicUrl: string): Check {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:') return { result: 'passed', target: publicUrl, detail: 'https' };
  const local = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  return local
    ? { result: 'passed', target: publicUrl, detail: 'this-machine-only' }
    : { result: 'failed', target: publicUrl, detail: 'needs-https' };
}

async function checkMedia({ probeMedia, log }: Context): Promise<Check[]> {
  if (!probeMedia) return [{ result: 'skipped', target: '', detail: 'media-away' }];
  try {
    return (await probeMedia()).map(({ protocol, address, port, answered }) => ({
      result: answered ? 'passed' : 'failed',
      target: `${protocol} ${address}:${port}`,
      detail: answered ? 'answered' : 'silent',
    }));
  } catch (error) {
    log.warn({ err: error }, 'the media ports could not be asked');
    return [{ result: 'failed', target: '', detail: 'media-away' }];
  }
}
