// The app in a real window, for end-to-end tests. The tour of `npm run demo` drives it in the same way.
export { settingsFor } from '../../scripts/app-environment.js';
export { launchApp, type DrivenApp, type LaunchOptions } from '../../scripts/driven-app.js';
export { ensureBuilt } from '../../scripts/build.js';
export { hasDisplay, startVirtualDisplay } from '../../scripts/virtual-display.js';
