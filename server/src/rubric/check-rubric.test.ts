/** The guard rails, and the rubrics that come with the product. */
import { metricKeys } from '@sambung/contract/measurement';
import { lineClasses, type RubricDocument, rubricDocumentSchema } from '@sambung/contract/rubric';
import { describe, expect, it } from 'vitest';
import { shippedCodes, shippedSop } from '../sop/index.ts';
import { checkText } from '../source/index.ts';
import { checkRubric } from './check-rubric.ts';
import { metricRails } from './rails.ts';
import { shippedRubric, shippedRubricKeys } from './shipped.ts';

const shipped = shippedRubric('unsri');

/** Faults of the shipped rubric after a change, as `path: English`. */
function faultsAfter(change: (document: RubricDocument) => void, shortestSeconds?: number): string[] {
  const document = structuredClone(shipped.document);
  change(document);
  return checkRubric(document, shortestSeconds).map(({ path, message }) => `${path.join('.')}: ${message.en}`);
}
const metricOf = (document: RubricDocument, key: string) => {
  const metric = document.metrics.find((one) => one.metric === key);
  if (!metric) throw new Error(key);
  return metric;
};
function rangeOf(document: RubricDocument, key: string, statistic: string) {
  const column = metricOf(document, key).columns.find((one) => one.statistic === statistic);
  if (column?.kind !== 'range') throw new Error(`${key} ${statistic}`);
  return column;
}
function wordsOf(document: RubricDocument, key: string) {
  const column = metricOf(document, key).columns.find(({ kind }) => kind === 'category');
  if (column?.kind !== 'category') throw new Error(key);
  return column;
}

describe('the shipped rubrics', () => {
  it('are inside the rails, and ask what each procedure asks', () => {
    const asked = shippedRubricKeys.map((key) => {
      const { gates, validity } = shippedRubric(key).document;
      return [key, gates.publicAddress, gates.measuredSecondsAtLeast, gates.realSecondsAtLeast, validity.maySkip];
    });
    expect(asked).toEqual([
      ['default', false, 600, 360, false],
      ['unsri', true, 1200, 720, false],
      ['preparation', false, 600, 360, false],
      ['unej', false, 300, 180, false],
      ['readiness', false, 300, 180, true],
    ]);
  });

  it('[UNSRI-30] [UNSRI-36] belong to the procedures that come with the product', () => {
    const named = shippedCodes.map((code) => [code, shippedSop(code).document.policies.rubric]);
    expect(Object.fromEntries(named)).toEqual({
      'unsri-fixed': 'unsri',
      'unsri-venue': 'unsri',
      batan: 'preparation',
      kaltara: 'preparation',
      unej: 'unej',
      demak: 'readiness',
    });
  });

  it('judge by the same limits', () => {
    for (const key of shippedRubricKeys) {
      const { metrics, classes, decision } = shippedRubric(key).document;
      expect({ metrics, classes, decision }).toEqual({
        metrics: shipped.document.metrics,
        classes: shipped.document.classes,
        decision: shipped.document.decision,
      });
    }
  });

  it('are whole texts that mean their document, the comments kept', () => {
    expect(checkText(shipped.source, rubricDocumentSchema, checkRubric)).toEqual({
      document: shipped.document,
      errors: [],
    });
    expect(shipped.source).toContain('# tcp hanya dapat dengan catatan');
    expect(shipped.source).toMatch(/^# .*Universitas Sriwijaya/);
  });
});

describe('a limit', () => {
  it('is made stricter freely', () => {
    const faults = faultsAfter((document) => {
      for (const { columns } of document.metrics)
        for (const column of columns) {
          if (column.kind === 'category') {
            column.marginalIfProven = [];
            continue;
          }
          for (const limits of [column.limits, ...Object.values(column.classes)])
            for (const range of [limits.pass, limits.marginal]) {
              // Three percent of the width towards the middle, on whatever side there is an end.
              if (range.max !== undefined) range.max -= Math.abs(range.max) * 0.03;
              if (range.min !== undefined) range.min += Math.abs(range.min) * 0.03;
            }
        }
      document.gates.measuredSecondsAtLeast = 3_000;
      document.gates.srtpProfiles = ['AEAD_AES_256_GCM'];
      document.decision.marginalGroupsAtMost = 0;
      document.decision.neverOverruled.push('duration');
      document.validity.months = 1;
      metricOf(document, 'jitter').critical = true;
    });
    expect(faults).toEqual([]);
  });

  const ranges = Object.entries(metricRails).flatMap(([metric, { columns }]) =>
    columns.flatMap((rail) =>
      rail.kind === 'range'
        ? lineClasses.flatMap((lineClass) =>
            (['pass', 'marginal'] as const).flatMap((grade) =>
              (['min', 'max'] as const).flatMap((end) => {
                const loosest = (rail.classes[lineClass] ?? rail.loosest)[grade][end];
                return loosest === undefined
                  ? []
                  : [{ metric, statistic: rail.statistic, lineClass, grade, end, loosest }];
              }),
            ),
          )
        : [],
    ),
  );
  it.each(ranges)(
    '$metric $statistic ($lineClass): $grade $end goes to $loosest and not beyond',
    ({ metric, statistic, lineClass, grade, end, loosest }) => {
      const beyond = (by: number) =>
        faultsAfter((document) => {
          const column = rangeOf(document, metric, statistic);
          const limits = structuredClone(column.classes[lineClass] ?? column.limits);
          const sign = end === 'max' ? 1 : -1;
          limits[grade][end] = loosest + sign * by;
          // The marginal range follows where it has to contain the other.
          if (grade === 'pass')
            limits.marginal = {
              ...limits.marginal,
              [end]: sign * Math.max(sign * (limits.marginal[end] ?? 0), sign * loosest),
            };
          if (lineClass === 'hd') column.limits = limits;
          else column.classes[lineClass] = limits;
        });
      expect(beyond(0)).toEqual([]);
      expect(beyond(0.001).join('\n')).toMatch(/Guard rail: at (least|most)/);
    },
  );

  it('that is left out is loose without end', () => {
    const faults = faultsAfter((document) => {
      rangeOf(document, 'packet-loss', 'mean').limits.marginal = {};
    });
    expect(faults).toEqual([
      'metrics.3.columns.0.limits.marginal: Guard rail: at most 5. Above 5 % repair no longer keeps up with the loss.',
    ]);
  });

  it('lets what passes be marginal too, and has room between its ends', () => {
    expect(
      faultsAfter((document) => {
        rangeOf(document, 'jitter', 'p95').limits.marginal = { max: 20 };
      }),
    ).toEqual(['metrics.4.columns.0.limits.marginal: The marginal range must contain the pass range.']);
    expect(
      faultsAfter((document) => {
        rangeOf(document, 'skew', 'median').limits.pass = { min: 20, max: 10 };
      }),
    ).toEqual(['metrics.11.columns.0.limits.pass: min must be below max.']);
  });

  it('of a class stands where HD’s is out of its reach', () => {
    expect(
      faultsAfter((document) => {
        delete rangeOf(document, 'resolution', 'height').classes.sd;
      }),
    ).toEqual(['metrics.8.columns.0.classes: The limits of the class “sd” are missing.']);
  });

  it('is not moved by its reference', () => {
    expect(
      faultsAfter((document) => {
        rangeOf(document, 'similarity', 'median').reference = { hd: 0.97, sd: 0.8, 'audio-first': 0.97 };
      })[0],
    ).toMatch(/^metrics.10.columns.0.reference.sd: Guard rail: at least 0.9/);
    expect(
      faultsAfter((document) => {
        delete rangeOf(document, 'similarity', 'median').reference;
      }),
    ).toHaveLength(1);
    expect(
      faultsAfter((document) => {
        rangeOf(document, 'jitter', 'p95').reference = { hd: 100, sd: 100, 'audio-first': 100 };
      }),
    ).toHaveLength(1);
  });
});

describe('what stays', () => {
  it('is every metric, once', () => {
    for (const key of metricKeys) {
      const without = faultsAfter((document) => {
        document.metrics = document.metrics.filter(({ metric }) => metric !== key);
      });
      expect(without).toEqual([`metrics: These metrics are missing: ${key}.`]);
      const twice = faultsAfter((document) => {
        document.metrics.push(metricOf(document, key));
      });
      expect(twice).toEqual([`metrics.20.metric: “${key}” is already there.`]);
    }
  });

  it('is the critical flag of M1, M4, M7, M10, M12 and M14', () => {
    const refused = metricKeys.filter(
      (key) =>
        faultsAfter((document) => {
          metricOf(document, key).critical = false;
        }).length > 0,
    );
    expect(refused).toEqual(['audio-delay', 'packet-loss', 'speech-rating', 'freezes', 'skew', 'echo']);
  });

  it('is who may be stood in for, and which causes are one', () => {
    const replaceable = metricKeys.filter(
      (key) =>
        faultsAfter((document) => {
          metricOf(document, key).replaceable = true;
        }).length === 0,
    );
    expect(replaceable).toEqual(['skew', 'echo']);
    const inLoss = metricKeys.filter(
      (key) =>
        faultsAfter((document) => {
          metricOf(document, key).group = 'loss';
        }).length === 0,
    );
    expect(inLoss).toEqual(['packet-loss', 'concealment', 'speech-rating', 'freezes', 'similarity']);
    expect(
      faultsAfter((document) => {
        delete metricOf(document, 'freezes').group;
      }),
    ).toEqual([]);
  });

  it('is each metric’s code, place, statistics and units', () => {
    expect(
      faultsAfter((document) => {
        metricOf(document, 'jitter').code = 'M4';
      }),
    ).toEqual(['metrics.4.code: Must be “M5”.']);
    expect(
      faultsAfter((document) => {
        metricOf(document, 'jitter').scope = 'site';
      }),
    ).toHaveLength(1);
    expect(
      faultsAfter((document) => {
        metricOf(document, 'packet-loss').columns.pop();
      }),
    ).toEqual(['metrics.3.columns: Its columns must be exactly: mean, worst-window.']);
    expect(
      faultsAfter((document) => {
        rangeOf(document, 'freezes', 'longest').unit = 'ms';
      }),
    ).toHaveLength(1);
  });

  it('is what a word may count as', () => {
    expect(
      faultsAfter((document) => {
        wordsOf(document, 'path').pass.push('tcp');
      }),
    ).toHaveLength(1);
    expect(
      faultsAfter((document) => {
        wordsOf(document, 'path').marginal.push('tcp');
      }),
    ).toHaveLength(1);
    expect(
      faultsAfter((document) => {
        wordsOf(document, 'path').provenBy.pop();
      }),
    ).toEqual(['metrics.16.columns.0.provenBy: Missing: speech-rating.']);
    expect(
      faultsAfter((document) => {
        wordsOf(document, 'path').pass.push('udp-relay');
      }),
    ).toEqual([]);
    expect(
      faultsAfter((document) => {
        wordsOf(document, 'wired').pass.push('wifi');
      }),
    ).toHaveLength(1);
    expect(
      faultsAfter((document) => {
        wordsOf(document, 'recovery').pass.push('fails');
      }),
    ).toHaveLength(1);
  });

  it('[UNSRI-39] is AES', () => {
    for (const profile of ['AES_CM_128_HMAC_SHA1_32', 'NULL', 'NULL_HMAC_SHA1_80', 'aes'])
      expect(
        faultsAfter((document) => {
          document.gates.srtpProfiles.push(profile);
        })[0],
      ).toMatch(/^gates.srtpProfiles.3: “.*” is not AES with a full tag/);
  });

  it('is which gates nobody opens, and how many weaknesses there may be', () => {
    for (const gate of ['connected', 'seen-and-heard', 'encrypted'])
      expect(
        faultsAfter(({ decision }) => {
          decision.neverOverruled = decision.neverOverruled.filter((one) => one !== gate);
        }),
      ).toHaveLength(1);
    expect(
      faultsAfter(({ decision }) => {
        decision.marginalGroupsAtMost = 4;
      }),
    ).toHaveLength(1);
  });

  it('is what gates and classes mean', () => {
    const loose: Partial<RubricDocument['gates']>[] = [
      { connectWithinSeconds: 21 },
      { blackBelowLuma: 15 },
      { sampleShareAtLeast: 0.89 },
      { clockUncertaintyAtMostMs: 51 },
      { gapAtMostSeconds: 6 },
      { realSecondsAtLeast: 179 },
      { measuredSecondsAtLeast: 700 },
    ];
    for (const gates of loose)
      expect(
        faultsAfter((document) => {
          Object.assign(document.gates, gates);
        }),
        JSON.stringify(gates),
      ).toHaveLength(1);
    expect(
      faultsAfter(({ classes }) => {
        classes.hd.upBps = 3_149_999;
      }),
    ).toEqual(['classes.hd.upBps: At least 3150000: less is no longer this class.']);
  });

  it('is a test of five minutes, but where an installation is for tests', () => {
    const short = (document: RubricDocument) => {
      document.gates.measuredSecondsAtLeast = 60;
      document.gates.realSecondsAtLeast = 36;
    };
    expect(faultsAfter(short)).toHaveLength(2);
    expect(faultsAfter(short, 60)).toEqual([]);
  });

  it('is a validity of twelve months at most', () => {
    const { errors } = checkText(shipped.source.replace('months: 6', 'months: 13'), rubricDocumentSchema, checkRubric);
    expect(errors).toMatchObject([{ path: 'validity.months', message: { en: 'At most 12.' } }]);
  });
});

it('tells a fault by its line', () => {
  const source = shipped.source.replace('marginal: { max: 10 }', 'marginal: { max: 40 }');
  const line = source.split('\n').findIndex((one) => one.includes('max: 40 }')) + 1;
  const { document, errors } = checkText(source, rubricDocumentSchema, checkRubric);
  expect(document).toBeNull();
  expect(errors).toMatchObject([{ line, path: 'metrics.3.columns.1.limits.marginal' }]);
});
