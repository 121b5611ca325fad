// Electron's fuses as data: bits in the packaged binary that decide what an attacker with the command line or the
// environment can switch on. Packaging flips them and reads them back; names are those of `FuseV1Options`.

export type FuseName =
  | 'RunAsNode'
  | 'EnableCookieEncryption'
  | 'EnableNodeOptionsEnvironmentVariable'
  | 'EnableNodeCliInspectArguments'
  | 'EnableEmbeddedAsarIntegrityValidation'
  | 'OnlyLoadAppFromAsar'
  | 'LoadBrowserProcessSpecificV8Snapshot'
  | 'GrantFileProtocolExtraPrivileges'
  | 'WasmTrapHandlers';

/** A test build is a release that Playwright can drive: it talks to the main process's inspector. */
export type BuildKind = 'release' | 'test';

export function fusesFor(build: BuildKind): Readonly<Record<FuseName, boolean>> {
  return {
    // ELECTRON_RUN_AS_NODE would turn the signed binary into a plain Node.
    RunAsNode: false,
    // We set no cookies; the fuse costs nothing and cannot be taken back by an attacker.
    EnableCookieEncryption: true,
    // NODE_OPTIONS and NODE_EXTRA_CA_CERTS.
    EnableNodeOptionsEnvironmentVariable: false,
    // --inspect and SIGUSR1.
    EnableNodeCliInspectArguments: build === 'test',
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    // Off: we ship no snapshot of our own.
    LoadBrowserProcessSpecificV8Snapshot: false,
    // The page is served as app://; file:// needs no more rights than in a browser.
    GrantFileProtocolExtraPrivileges: false,
    // On: without them V8 checks every memory access of a guest in code, and the guard regions mean nothing.
    WasmTrapHandlers: true,
  };
}
