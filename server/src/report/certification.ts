/** Reports about test calls: certified or not by site and month with the trend and the cause, and which metric fails most. */
import { gateNames } from '@sambung/contract/certificate-words';
import type { Bilingual } from '@sambung/contract/text';
import type { Context } from '../context.ts';
import { shippedRubric } from '../rubric/index.ts';
import * as certification from './certification-store.ts';
import type { Scope } from './store.ts';
import { percentOf, type TableRow } from './table.ts';

const noSite: Bilingual = { id: 'Tanpa lokasi klien', en: 'Without a client’s site' };

/** What gates and metrics are called. Every rubric has the shipped one's metrics. */
function namesOf(): Readonly<Record<string, Bilingual>> {
  const metrics = shippedRubric('default').document.metrics.map(({ metric, name }) => [metric, name] as const);
  return { ...gateNames, ...Object.fromEntries(metrics) };
}

/** One row a site and month; the trend is the share's change against the month before it in which the site was tested. */
export async function makeCertification({ db, env }: Context, scope: Scope, timeZone: string): Promise<TableRow[]> {
  const [results, causes] = await Promise.all([
    certification.readResults(db, scope, timeZone, env.simulationCounts),
    certification.readCauses(db, scope, timeZone, env.simulationCounts),
  ]);
  const names = namesOf();
  return results.map((row, index) => {
    const share = percentOf(row.certified + row.conditional, row.tests);
    const before = results[index - 1];
    const earlier =
      before && before.siteId === row.siteId ? percentOf(before.certified + before.conditional, before.tests) : null;
    const cause = causes.find(({ month, siteId }) => month === row.month && siteId === row.siteId)?.cause;
    return {
      requestId: null,
      cells: [
        row.site ?? noSite,
        row.month,
        row.tests,
        row.certified,
        row.conditional,
        row.refused,
        share,
        share === null || earlier === null ? null : Math.round((share - earlier) * 10) / 10,
        cause === undefined ? null : (names[cause] ?? cause),
      ],
    };
  });
}

export async function makeTestMetrics({ db, env }: Context, scope: Scope): Promise<TableRow[]> {
  const names = namesOf();
  const rows = await certification.readMetrics(db, scope, env.simulationCounts);
  return rows.map(({ metric, code, pass, marginal, fail, missing }) => ({
    requestId: null,
    cells: [
      code,
      names[metric] ?? metric,
      ...[pass, marginal, fail, missing],
      percentOf(fail, pass + marginal + fail + missing),
    ],
  }));
}
