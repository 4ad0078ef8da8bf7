/** The schedule of test call, pre-test and event: every time in the institution's zone and, where it differs, in the client's. */
import type { Language } from '@sambung/contract/problem';
import type { CaseFacts, HoldFacts } from './case-facts.ts';
import type { Block, Row } from './layout.ts';
import { eventRows } from './report-blocks.ts';
import { printPeriod } from './when.ts';

const words = {
  id: { what: 'Kegiatan', when: 'Waktu', client: 'Waktu setempat klien', resources: 'Tempat, petugas, dan peralatan' },
  en: { what: 'What', when: 'Time', client: 'Client’s local time', resources: 'Place, officers and equipment' },
};
const kinds: Readonly<Record<HoldFacts['kind'], { id: string; en: string }>> = {
  setup: { id: 'Persiapan', en: 'Set-up' },
  test: { id: 'Uji koneksi', en: 'Connection test' },
  'pre-test': { id: 'Pra-uji', en: 'Pre-test' },
  event: { id: 'Pelaksanaan', en: 'Event' },
  blackout: { id: 'Ditutup', en: 'Closed' },
};

export function scheduleBlocks(facts: CaseFacts, language: Language): Block[] {
  const say = words[language];
  const clientZone = facts.profile?.siteZone ?? null;
  const twoZones = clientZone !== null && clientZone !== facts.timeZone;
  const groups = new Map<string, HoldFacts[]>();
  for (const hold of facts.holds) {
    if (hold.kind === 'blackout') continue;
    const key = `${hold.startsAt.toISOString()} ${hold.endsAt.toISOString()} ${hold.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), hold]);
  }
  const rows: Row[] = [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, holds]) => {
      const [first] = holds;
      if (!first) return [];
      const period = (zone: string) => printPeriod(first.startsAt, first.endsAt, zone, language);
      return [
        {
          cells: [
            { words: kinds[first.kind][language], share: 0.15 },
            { words: period(facts.timeZone), share: 0.3 },
            ...(twoZones ? [{ words: period(clientZone), share: 0.27 }] : []),
            { words: holds.map(({ resourceName }) => resourceName).join(', ') },
          ],
        },
      ];
    });
  const head = [say.what, say.when, ...(twoZones ? [say.client] : []), say.resources];
  const shares = [0.15, 0.3, ...(twoZones ? [0.27] : [])];
  const headRow = {
    cells: head.map((text, index) => {
      const share = shares[index];
      return { words: text, bold: true, shaded: true, ...(share !== undefined && { share }) };
    }),
  };
  return [
    { kind: 'grid', rows: eventRows(facts, language, '') },
    { kind: 'grid', head: [headRow], rows },
  ];
}
