// The one pipe between page and engine: whole byte messages, in order, over a MessagePort, a WebSocket or memory.

export interface Channel {
  send(message: Uint8Array<ArrayBuffer>): void;
  onMessage(listener: (message: Uint8Array) => void): void;
  /** `reason` is told to the other side where the transport can carry it. Never guest text, never a host path. */
  close(reason?: string): void;
  /** Called once, whoever closed it. */
  onClose(listener: () => void): void;
}
