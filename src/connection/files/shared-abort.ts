import { setMaxListeners } from 'node:events';

/** An abort that hundreds wait for at once, on purpose: with the usual limit Node would warn of a leak. */
export function sharedAbort(): AbortController {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return abort;
}
