import { ipcMain, type MessagePortMain, type WebContents, type WebFrameMain } from 'electron';
import {
  mainCalls,
  mainEvents,
  PORT_MESSAGE,
  type MainCalls,
  type MainEvents,
  type PortLabel,
} from '../../shared/contract/index.js';
import { problem } from '../../shared/problem.js';
import type { z } from 'zod';
import type { Log } from '../../shared/log.js';
import { answerCall, checked, type Handlers } from './answer.js';

/** Where the pages of the app come from; no other page may call main. */
export const APP_ORIGIN = 'app://sallyport';

/** Whether a frame is the page of our own window: its top frame, from our origin. */
export function isOwnPage(frame: WebFrameMain | null, own: WebContents | undefined): boolean {
  if (frame === null || own === undefined || own.isDestroyed()) return false;
  const { url } = frame;
  return (
    frame === own.mainFrame &&
    frame.parent === null &&
    (url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`))
  );
}

/**
 * Answers all calls of the contract's table. A call from any page but our own window's is refused before it is read.
 *
 * @param own the window's contents while there is a window
 */
export function answerMainCalls(
  handlers: Handlers<MainCalls, undefined>,
  own: () => WebContents | undefined,
  log: Log,
): void {
  for (const name of Object.keys(mainCalls)) {
    ipcMain.handle(name, (event, args: unknown) => {
      if (!isOwnPage(event.senderFrame, own())) {
        log.error('A call from a foreign page was refused', { name, url: event.senderFrame?.url });
        return {
          ok: false,
          problem: problem('unexpected', {}, { details: `${name} refused: foreign sender` }),
        };
      }
      return answerCall(mainCalls, handlers, { name, args }, undefined, log);
    });
  }
}

/** Sends events of the contract's table to the window's page; without a page they are dropped. */
export class EventSender {
  /** @param check whether payloads are checked against their schemas (in development: it costs time) */
  public constructor(
    private readonly own: () => WebContents | undefined,
    private readonly check: boolean,
  ) {}

  /** Sends one event. */
  public send<Name extends keyof MainEvents>(name: Name, payload: z.infer<MainEvents[Name]>): void {
    const contents = this.own();
    if (contents === undefined || contents.isDestroyed()) return;
    const schema: z.ZodType = mainEvents[name];
    contents.send(name, this.check ? checked(schema, payload, `The event ${name}`) : payload);
  }

  /** Hands the page its end of a channel to a connection. */
  public sendPort(label: PortLabel, port: MessagePortMain): void {
    const contents = this.own();
    if (contents === undefined || contents.isDestroyed()) port.close();
    else contents.postMessage(PORT_MESSAGE, label, [port]);
  }
}
