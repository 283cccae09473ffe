/**
 * How the programs for Node are bundled: everything in (package.json has no runtime dependencies), except native
 * add-ons: ssh2 tries them and does without. CommonJS and these targets run on the current Electron and on the older
 * development runtime alike.
 */
export const nodeBundle = (entry: Record<string, string>, outDir: string) => ({
  build: {
    outDir,
    target: 'node18.15',
    minify: false,
    sourcemap: true,
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
