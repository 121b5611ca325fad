// Hands one port and the folder dialog to the page, nothing else. It runs in the page's sandboxed process, in a world of
// its own, and may require only `electron`: the page never holds ipcRenderer, an event or a channel name.
import { contextBridge, ipcRenderer } from 'electron';
import type { NativeBridge, PortNotice } from './native-bridge.ts';

const portNotice: PortNotice = 'wasm-sandbox:port';

// Ports cannot cross the context bridge; they can cross to the page's world by a message to the window itself.
ipcRenderer.on('port', (event) => window.postMessage(portNotice, window.location.origin, [...event.ports]));

const bridge: NativeBridge = {
  kind: 'electron',
  requestPort: () => ipcRenderer.send('request-port'),
  grantFolder: async () => {
    await ipcRenderer.invoke('grant-folder');
  },
  pathsAllowed: false,
};

contextBridge.exposeInMainWorld('sandboxNative', bridge);
