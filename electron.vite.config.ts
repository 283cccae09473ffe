import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

// Everything is bundled (package.json has no runtime dependencies), except native add-ons: ssh2 tries them and does
// without. CommonJS and these targets run on the current Electron and on the older development runtime alike.
const node = (entry: Record<string, string>, outDir: string) => ({
  build: {
    outDir,
    target: 'node18.15',
    minify: false,
    sourcemap: true,
    externalizeDeps: false,
    rolldownOptions: {
      input: entry,
      external: [/\.node$/, 'cpu-features', 'electron'],
      output: {
        format: 'cjs' as const,
        entryFileNames: '[name].cjs',
        chunkFileNames: 'chunks/[name]-[hash].cjs',
      },
    },
  },
});

export default defineConfig({
  main: node(
    {
      index: resolve('src/main/index.ts'),
      // The utility process: spawned by main by path, never imported by it.
      connection: resolve('src/connection/entry.ts'),
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
