import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { nodeBundle } from './scripts/node-bundle.js';

// electron-vite leaves dependencies out unless told so; there are none at runtime.
const node = (entry: Record<string, string>, outDir: string) => {
  const { build } = nodeBundle(entry, outDir);
  return { build: { ...build, externalizeDeps: false } };
};

export default defineConfig({
  main: node(
    {
      index: resolve('src/main/index.ts'),
      // The utility process: spawned by main by path, never imported by it.
      connection: resolve('src/connection/entry.ts'),
      // A thread of main's that unlocks a key.
      'unlock-worker': resolve('src/keys/unlock-worker.ts'),
      // The command line, which runs in a plain Node: the launchers in resources/bin start it.
      cli: resolve('src/cli/main.ts'),
      // The utility process of the demo that the first window offers.
      demo: resolve('simulator/demo.ts'),
    },
    'out/main',
  ),
  preload: node({ index: resolve('src/preload/index.ts') }, 'out/preload'),
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      target: 'chrome114',
      sourcemap: true,
      rolldownOptions: { input: resolve('src/renderer/index.html') },
    },
  },
});
