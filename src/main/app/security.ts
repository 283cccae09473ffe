import { app, protocol, session, type WebContents } from 'electron';
import { servePage } from './page-files.js';

/** The scheme and host of our pages: app://sallyport. */
export const PAGE = { scheme: 'app', host: 'sallyport' } as const;

/** Makes our scheme a secure origin of its own, as https is. Before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE.scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/**
 * Puts every renderer in Chromium's sandbox, whatever its window asks for. Not with --no-sandbox, which root needs on
 * Linux (development and tests): the two together end every child process.
 */
export function enforceSandbox(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/** Serves the pages from `folder`, and denies them everything that asks for a permission or fetches a file. */
export function secureSession(folder: string): void {
  const { defaultSession } = session;
  defaultSession.protocol.handle(PAGE.scheme, (request) => servePage(folder, request, PAGE.host));
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event) => event.preventDefault());
}

/** No page leads anywhere else: navigation, new windows and webviews are denied in all of them. */
export function lockContents(): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
