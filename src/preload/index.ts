import * as electron from 'electron';
import { contextBridge, ipcRenderer } from 'electron';
import {
  mainCalls,
  mainEvents,
  PORT_MESSAGE,
  type Bridge,
  type PortLabel,
} from '../shared/contract/index.js';

// Electron copies main's environment into the page's process, where nothing needs it and AWS credentials must not be.
for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);

/** A dropped file's path: Electron 32 took `path` off File, older ones do not have webUtils. */
function pathOfFile(file: unknown): string {
  const { webUtils } = electron as { webUtils?: typeof electron.webUtils };
  if (webUtils === undefined) return (file as { path?: string }).path ?? '';
  return webUtils.getPathForFile(file as File);
}

/** The bridge without its types, which Bridge declares; names that are not in the contract's table are refused. */
const bridge = {
  call(name: string, args: unknown): Promise<unknown> {
    if (!Object.hasOwn(mainCalls, name)) throw new Error(`There is no call ${name}`);
    return ipcRenderer.invoke(name, args);
  },
  on(name: string, listener: (payload: unknown) => void): () => void {
    if (!Object.hasOwn(mainEvents, name)) throw new Error(`There is no event ${name}`);
    const receive = (_event: unknown, payload: unknown) => listener(payload);
    ipcRenderer.on(name, receive);
    return () => void ipcRenderer.off(name, receive);
  },
  pathOfFile,
} satisfies Record<keyof Bridge, unknown>;

contextBridge.exposeInMainWorld('sallyport', bridge);

// A MessagePort cannot cross the bridge, but a window message can carry it into the page.
ipcRenderer.on(PORT_MESSAGE, (event, { connectionId, kind }: PortLabel) => {
  window.postMessage({ type: PORT_MESSAGE, connectionId, kind }, window.location.origin, event.ports);
});
