// What the files of a pack show about some controls of three catalogues, and what they cannot show. Titles are in our words; nothing
// here says that a control is in place: whoever reads the pack judges that, with what else they know.
import { csvCells } from '../export/csv.ts';
import { CONTROLS, type Control } from './controls.ts';

const INTRODUCTION = `# Control map

What the files of this pack show about some controls, and what they cannot show. The titles are in our words, not in the catalogues'.
A row is where to look, and no statement that a control is in place or works as it should: whoever reads the pack judges that, with
what they know of the machine, the people and the rest of the software. All of it is about guests that ran in Wasm Sandbox and were
told to this log; of anything else on the machine it knows nothing.
`;

/** `warning`: what stands before all else, empty for none. */
export function controlMapPage(warning: string): string {
  const parts = [...new Set(CONTROLS.map(({ catalogue }) => catalogue))].map((catalogue) => {
    const rows = CONTROLS.filter((control) => control.catalogue === catalogue).map(rowOf);
    return `\n## ${catalogue}\n\n| control | in our words | what this evidence shows | what it cannot | files |\n| --- | --- | --- | --- | --- |\n${rows.join('')}`;
  });
  return `${warning === '' ? '' : `**${warning}**\n\n`}${INTRODUCTION}${parts.join('')}`;
}

export function controlMapTable(): string {
  const lines = CONTROLS.map(({ catalogue, control, title, shows, cannot, files }) =>
    csvCells([catalogue, control, title, shows, cannot, files.join(' ')]),
  );
  return (
    csvCells(['catalogue', 'control', 'in our words', 'what this evidence shows', 'what it cannot', 'files']) + lines.join('')
  );
}

function rowOf({ control, title, shows, cannot, files }: Control): string {
  return `| ${control} | ${title} | ${shows} | ${cannot} | ${files.map((file) => `\`${file}\``).join(', ')} |\n`;
}
