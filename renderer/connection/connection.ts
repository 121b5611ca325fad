// Reaches the engine: over the port that preload hands out in Electron, else over the WebSocket of the server this page came from.
import type { Channel } from '../../app/contract/channel.ts';
import { connect, type Client } from '../../app/contract/connect.ts';
import { messagePortChannel } from '../../app/contract/message-port-channel.ts';
import { openWebSocketChannel } from '../../app/contract/web-socket-channel.ts';
import type { NativeBridge, PortNotice } from '../../preload/native-bridge.ts';
import { takeToken } from './token.ts';

const PORT_NOTICE: PortNotice = 'wasm-sandbox:port';
const PORT_PATIENCE_MS = 10_000;

/** Rejects with a sentence when there is no engine to be had. */
export async function openConnection(page: Window): Promise<Client> {
  const bridge = page.sandboxNative;
  return connect(await (bridge === undefined ? overWebSocket(page) : overPort(page, bridge)));
}

function overPort(page: Window, bridge: NativeBridge): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const heard = (event: MessageEvent<unknown>): void => {
      const port = event.ports[0];
      // Only our own preload speaks with the page's own origin; frames are forbidden by the content policy.
      if (event.source !== page || event.data !== PORT_NOTICE || port === undefined) return;
      stop();
      resolve(messagePortChannel(port));
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error('The engine did not answer within ten seconds.'));
    }, PORT_PATIENCE_MS);
    const stop = (): void => {
      clearTimeout(timer);
      page.removeEventListener('message', heard);
    };
    page.addEventListener('message', heard);
    bridge.requestPort();
  });
}

async function overWebSocket(page: Window): Promise<Channel> {
  const token = takeToken({ location: page.location, history: page.history, storage: page.sessionStorage });
  if (token === null) throw new Error('This page was opened without its key. Open the link that the server printed.');
  const scheme = page.location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${page.location.host}/channel`);
  socket.binaryType = 'arraybuffer';
  return openWebSocketChannel(socket, token);
}
