// A linter that reads nothing is green too. So every import that one place could make of another is planted and the
// linter is asked about each: what the table allows must pass, everything else must be refused.
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAY_IMPORT, MAY_IMPORT_TYPES, OUTSIDE, PLACES, type Place } from './import-table.ts';
import { lintPlanted, type LintReport } from './linter.ts';

const places = Object.keys(PLACES) as Place[];
/** Every planted file offers these, in its first two lines. */
const OFFERS = 'export const target = 1;\nexport type Target = number;\n';

type ImportKind = 'value' | 'type';

/** One line of a planted file. */
interface Plant {
  readonly says: string;
  readonly line: string;
  readonly allowed: boolean;
}

function insidePlants(from: Place): Plant[] {
  return places
    .filter((to) => to !== from)
    .flatMap((to) => (['value', 'type'] as const).map((kind) => insidePlant(from, to, kind)));
}

function insidePlant(from: Place, to: Place, kind: ImportKind): Plant {
  const way = path.posix.relative(path.posix.dirname(PLACES[from]), PLACES[to]);
  const specifier = way.startsWith('.') ? way : `./${way}`;
  const name = `${kind}${places.indexOf(to)}`;
  const taken = kind === 'type' ? `type { Target as T${name} }` : `{ target as ${name} }`;
  const typesToo = kind === 'type' && (MAY_IMPORT_TYPES[from] ?? []).includes(to);
  return {
    says: `${from} → ${to} (${kind})`,
    line: `export ${taken} from '${specifier}';`,
    allowed: MAY_IMPORT[from].includes(to) || typesToo,
  };
}

function outsidePlants(from: Place): Plant[] {
  const never = OUTSIDE.filter((row) => row.from.includes(from)).flatMap((row) => row.never);
  return never.map((name) => ({ says: `${from} → ${name}`, line: `export * from '${name}';`, allowed: false }));
}

const RULES = new Set(['boundaries(dependencies)', 'eslint(no-restricted-imports)']);

describe('the linter', () => {
  const planted = new Map(places.map((from) => [from, [...insidePlants(from), ...outsidePlants(from)]]));
  let report: LintReport;

  beforeAll(async () => {
    const files = [...planted].map(
      ([from, plants]) => [PLACES[from], OFFERS + plants.map((plant) => `${plant.line}\n`).join('')] as const,
    );
    report = await lintPlanted(new Map(files));
  });

  it('reads every planted file', () => {
    expect(report.files).toBe(places.length);
  });

  it.each(places)('allows and refuses the imports of %s as the table says', (from) => {
    const plants = planted.get(from) ?? [];
    const refused = new Set(
      report.refusals.filter((one) => one.file === PLACES[from] && RULES.has(one.rule)).map((one) => one.line),
    );
    const wrong = plants.filter((plant, index) => refused.has(index + 3) === plant.allowed).map((plant) => plant.says);
    expect(wrong).toEqual([]);
    expect(plants.some((plant) => !plant.allowed)).toBe(true);
  });
});
