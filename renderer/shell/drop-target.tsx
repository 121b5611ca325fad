// The whole window takes a dropped module or session. What is dropped is checked by name and size before anything is read.
import { useState, type DragEvent, type JSX, type ReactNode } from 'react';
import { useWorkspace } from '../store/use-workspace.ts';
import { Icon } from '../ui/icon.tsx';
import './drop-target.css';

export function DropTarget({ children }: { readonly children: ReactNode }): JSX.Element {
  const workspace = useWorkspace();
  const [over, setOver] = useState(false);
  const bringsFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  const drag = (event: DragEvent): void => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) setOver(false);
  };
  const drop = (event: DragEvent): void => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    setOver(false);
    void workspace.openFiles([...event.dataTransfer.files]);
  };
  return (
    <div onDragEnter={drag} onDragOver={drag} onDragLeave={leave} onDrop={drop}>
      {children}
      {over && (
        <div className="drop-veil" aria-hidden="true">
          <div className="drop-sign">
            <Icon name="open" size={20} />
            <span className="strong">Drop to open</span>
            <span className="ink-2">.wasm, .wat or .session. Nothing runs until you say so.</span>
          </div>
        </div>
      )}
    </div>
  );
}
