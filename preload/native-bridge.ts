// The type of what the preload gives the page. The page imports it as a type only; nothing here exists at run time.

export interface NativeBridge {
  readonly kind: 'electron';
  /**
   * Asks for a port to the engine. It arrives as a `message` event of the window whose `data` is the port notice,
   * whose origin is the page's own and whose one port is it. Ask again after the port has closed.
   */
  requestPort(): void;
  /** Opens the native folder dialog; what is chosen there becomes a grant of the engine. Resolves when the dialog is gone. */
  grantFolder(): Promise<void>;
  /** No command of the page takes a host path. */
  readonly pathsAllowed: false;
}

/** `data` of the window message that brings the port. */
export type PortNotice = 'wasm-sandbox:port';

declare global {
  interface Window {
    /** There in Electron, absent in a browser. */
    readonly sandboxNative?: NativeBridge;
  }
}
