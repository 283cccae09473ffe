/* global process, console */
// What `electron <app folder> [args]` runs first: it finds the folder among the arguments and starts that app, as the
// default app of Electron's own downloads does. `-r <module>` loads a module before it. CommonJS: this runtime has no other.
const { app, dialog } = require('electron');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const args = process.argv.slice(1);
const modules = [];
let appFolder;
for (let index = 0; index < args.length; index += 1) {
  const arg = args[index];
  if (arg === '-r' || arg === '--require') {
    index += 1;
    modules.push(args[index]);
  } else if (arg === '--version' || arg === '-v') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (!arg.startsWith('-')) {
    appFolder = path.resolve(arg);
    break;
  }
}

function start(folder) {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name);
  app.setDesktopName(manifest.desktopName ?? `${app.getName()}.desktop`);
  app.setAppPath(folder);
  Module._load(Module._resolveFilename(folder, null, true), null, true);
}

try {
  for (const name of modules) require(path.resolve(name));
  if (appFolder === undefined) throw new Error('Usage: electron <app folder> [arguments]');
  start(appFolder);
} catch (error) {
  console.error(error);
  dialog.showErrorBox('The app did not start', String(error));
  app.exit(1);
}
