/** With which devices and browser somebody is in the room: what a certificate is bound to. Pure. */
import type { TestReport } from '@sambung/contract/test-report';

type Setup = Pick<TestReport, 'devices' | 'browser'>;
interface Source {
  /** Not what is sent: what is made from it on the way has another name. */
  readonly device: MediaStreamTrack | null;
}

/** As the contract bounds them. */
const longest = { label: 200, browser: 120 };

export function setupOf(sources: Readonly<Record<'microphone' | 'camera', Source>>, agent: Navigator): Setup {
  const devices = (['microphone', 'camera'] as const).flatMap((kind) => {
    const { device } = sources[kind];
    return device ? [{ kind, label: device.label.slice(0, longest.label) }] : [];
  });
  return { devices, browser: browserName(agent).slice(0, longest.browser) };
}

interface Brand {
  readonly brand: string;
  readonly version: string;
}

/** Brands that stand for a browser rather than its engine come first; what browsers add to be ignored is ("Not;A=Brand"). */
function browserName(agent: Navigator): string {
  const { brands = [] } = (agent as { userAgentData?: { brands?: readonly Brand[] } }).userAgentData ?? {};
  const real = brands.filter(({ brand }) => !/not.*brand/i.test(brand));
  const best = real.find(({ brand }) => brand !== 'Chromium') ?? real[0];
  if (best) return `${best.brand} ${best.version}`;
  const [, name = '', version = ''] = /(Firefox|Edg|Chrome)\/(\d+)/.exec(agent.userAgent) ?? [];
  if (name !== '') return `${name} ${version}`;
  const [, safari = ''] = /Version\/(\d+).* Safari\//.exec(agent.userAgent) ?? [];
  return safari === '' ? '' : `Safari ${safari}`;
}
