// The trees a guest is given: each from a grant made outside the page, or empty in memory; with rights.
import type { JSX } from 'react';
import type { AppInfo } from '../../../app/contract/schemas.ts';
import { ToolButton } from '../../ui/button.tsx';
import { Check, Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PaneHead } from '../../ui/pane.tsx';
import type { PolicyDocument } from './document.ts';
import { fieldText, valueAt, withAppended, withValue } from '../../store/manifest-text.ts';

const RIGHTS = ['read', 'write', 'create'] as const;
type Right = (typeof RIGHTS)[number];

interface Mount {
  readonly guest: string;
  /** `grant:data`, `memory`, or `path:…` where the text names one. */
  readonly source: string;
  readonly rights: readonly Right[];
}

export interface MountFieldsProps {
  readonly document: PolicyDocument;
  readonly grants: AppInfo['grants'];
}

export function MountFields({ document, grants }: MountFieldsProps): JSX.Element {
  const list = valueAt(document.text, ['mounts']);
  const mounts = Array.isArray(list) ? list.map(mountOf) : [];
  const add = (): void => {
    const grant = grants[0];
    const source = grant === undefined ? { memory: true } : { grant: grant.name };
    const guest = mounts.length === 0 ? '/data' : `/data-${mounts.length + 1}`;
    document.change(withAppended(document.text, ['mounts'], { guest, ...source, rights: ['read'] }), 'mount add');
  };
  const remove = (index: number): void => {
    const path = mounts.length === 1 ? ['mounts'] : ['mounts', index];
    document.change(withValue(document.text, path, undefined), 'mount remove');
  };
  return (
    <>
      <PaneHead below title="Mounts" facts={mounts.length}>
        {window.sandboxNative !== undefined && (
          <ToolButton
            icon="files"
            label="Grant a folder…"
            text="Grant a folder…"
            onPress={() => void window.sandboxNative?.grantFolder()}
          />
        )}
        <ToolButton icon="plus" label="Add a mount" text="Mount" onPress={add} />
      </PaneHead>
      <div className="form-part">
        {mounts.length === 0 && <p className="ink-3">{noMounts(grants)}</p>}
        {mounts.map((mount, index) => (
          <MountEntry
            key={index}
            index={index}
            mount={mount}
            grants={grants}
            document={document}
            onRemove={() => remove(index)}
          />
        ))}
      </div>
    </>
  );
}

interface MountEntryProps {
  readonly index: number;
  readonly mount: Mount;
  readonly grants: AppInfo['grants'];
  readonly document: PolicyDocument;
  readonly onRemove: () => void;
}

function MountEntry({ index, mount, grants, document, onRemove }: MountEntryProps): JSX.Element {
  const write = (to: Mount, kind: string): void =>
    document.change(withValue(document.text, ['mounts', index], entryOf(to)), `mount ${index} ${kind}`);
  const toggle = (right: Right, on: boolean): void =>
    write({ ...mount, rights: RIGHTS.filter((each) => (each === right ? on : mount.rights.includes(each))) }, 'rights');
  const known = mount.source === 'memory' || grants.some((grant) => `grant:${grant.name}` === mount.source);
  return (
    <div className="mount">
      <div className="form-pair">
        <Icon name="files" size={14} className="of-files" />
        <Field
          data
          label={`Guest path of mount ${index + 1}`}
          value={mount.guest}
          onChange={(guest) => write({ ...mount, guest }, 'guest')}
        />
        <span className="ink-3">from</span>
        <label className="field select">
          <select
            aria-label={`Source of mount ${index + 1}`}
            value={mount.source}
            onChange={(event) => write({ ...mount, source: event.target.value }, 'source')}
          >
            <option value="memory">memory, empty</option>
            {grants.map((grant) => (
              <option key={grant.name} value={`grant:${grant.name}`}>
                {grant.name}
                {grant.writable ? '' : ' (read only)'}
              </option>
            ))}
            {!known && <option value={mount.source}>{mount.source.replace(/^\w+:/, '')} (no grant)</option>}
          </select>
          <Icon name="chevron-down" size={12} />
        </label>
        <ToolButton icon="close" label={`Remove mount ${index + 1}`} onPress={onRemove} />
      </div>
      <div className="mount-rights">
        {RIGHTS.map((right) => (
          <Check key={right} label={right} on={mount.rights.includes(right)} onChange={(on) => toggle(right, on)} />
        ))}
      </div>
    </div>
  );
}

function mountOf(value: unknown): Mount {
  const fields =
    typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map<string, unknown>();
  const [grant, path, rights] = [fields.get('grant'), fields.get('path'), fields.get('rights')];
  return {
    guest: fieldText(fields.get('guest')),
    source: typeof grant === 'string' ? `grant:${grant}` : typeof path === 'string' ? `path:${path}` : 'memory',
    rights: RIGHTS.filter((right) => Array.isArray(rights) && rights.includes(right)),
  };
}

function entryOf({ guest, source, rights }: Mount): unknown {
  if (source === 'memory') return { guest, memory: true, rights };
  const [, kind = 'grant', name = ''] = /^(grant|path):(.*)$/s.exec(source) ?? [];
  return { guest, [kind]: name, rights };
}

function noMounts(grants: AppInfo['grants']): string {
  return grants.length === 0
    ? 'No files. Folders are granted outside of this page; an empty tree in memory needs no grant.'
    : 'No files. The guest finds an empty root.';
}
