// The port between engine and guest as a byte channel. Only byte arrays up to a size pass; anything else closes the port,
// since what stands behind it may be a guest process that is no longer ours.
import type { MessageEvent, MessagePortMain } from 'electron';
import type { ByteChannel } from '../sandbox-core/index.ts';

/** What is used of the port, so that a test can stand in for it. */
export type Port = Pick<MessagePortMain, 'postMessage' | 'start' | 'close'> & {
  on(event: 'message', listener: (event: Pick<MessageEvent, 'data'>) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
};

/** `mostIncoming` caps the bytes of one message from the other side. */
export function portChannel(port: Port, mostIncoming: number): ByteChannel {
  const closes: (() => void)[] = [];
  let open = true;
  const ended = (): void => {
    open = false;
    for (const listener of closes.splice(0)) listener();
  };
  const close = (): void => {
    if (!open) return;
    port.close();
    ended();
  };
  port.on('close', ended);
  return {
    send(message) {
      if (open) port.postMessage(alone(message));
    },
    onMessage(listener) {
      port.on('message', ({ data }) => {
        const bytes: unknown = data;
        if (!open) return;
        if (bytes instanceof Uint8Array && bytes.length <= mostIncoming) listener(bytes);
        else close();
      });
      // Until here the port has kept its messages.
      port.start();
    },
    close,
    onClose(listener) {
      if (open) closes.push(listener);
      else listener();
    },
  };
}

/**
 * The bytes in a buffer of their own size that is not shared. Cloning a view clones the whole buffer below it, and shared
 * memory does not cross a process. Nothing is transferred: Electron loses a message that lists an ArrayBuffer.
 */
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength === bytes.byteLength ? bytes : bytes.slice();
}
