// The file as a bar: each section as wide as it is large, small neighbours drawn as one.
import { useMemo, type JSX } from 'react';
import type { ModuleDetails } from '../../../app/contract/schemas.ts';
import { bytesText, shortNumber } from '../../ui/quantities.ts';

export interface SectionMapProps {
  readonly details: ModuleDetails;
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

interface Block {
  readonly title: string;
  readonly size: number;
  /** The section a click chooses. */
  readonly index: number;
  readonly shade: string;
}

/** Below this share of the file a section has no room for itself. */
const LEAST_SHARE = 0.012;

export function SectionMap({ details, chosen, onChoose }: SectionMapProps): JSX.Element {
  const total = Math.max(1, details.summary.size);
  const blocks = useMemo(() => blocksOf(details, total), [details, total]);
  return (
    <section className="section-map" aria-label="Section map">
      {blocks.map((block) => {
        const share = block.size / total;
        const size = `${bytesText(block.size)}, ${shortNumber(share * 100, 1)} %`;
        return (
          <button
            key={block.index}
            type="button"
            className={`section-block ${block.shade} ${block.index === chosen ? 'chosen' : ''}`}
            style={{ flexGrow: Math.max(0.004, share) }}
            aria-label={`${block.title}, ${size}`}
            title={`${block.title}  ${size}`}
            tabIndex={-1}
            onClick={() => onChoose(block.index)}
          >
            {share > 0.08 && (
              <>
                <span>{block.title}</span> <span className="ink-2">{size}</span>
              </>
            )}
            {share > 0.04 && share <= 0.08 && <span>{block.title}</span>}
          </button>
        );
      })}
    </section>
  );
}

function blocksOf(details: ModuleDetails, total: number): readonly Block[] {
  const blocks: Block[] = [];
  let small: { names: string[]; size: number; index: number } | null = null;
  const flush = (): void => {
    if (small !== null) blocks.push({ title: small.names.join(', '), size: small.size, index: small.index, shade: 'shade-1' });
    small = null;
  };
  details.sections.forEach((section, index) => {
    const title = section.kind === 'custom' ? section.name : section.kind;
    if (section.size / total < LEAST_SHARE) {
      small ??= { names: [], size: 0, index };
      small.names.push(title);
      small.size += section.size;
      return;
    }
    flush();
    blocks.push({
      title,
      size: section.size,
      index,
      shade: section.kind === 'code' ? 'shade-4' : section.kind === 'data' ? 'shade-3' : 'shade-2',
    });
  });
  flush();
  return blocks;
}
