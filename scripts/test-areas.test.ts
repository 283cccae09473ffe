import { describe, expect, it } from 'vitest';
import { areasOf, filesOfArea, needsBuild, needsSystem } from './test-areas.js';

const files = [
  'scripts/test-areas.test.ts',
  'simulator/gateway/frame.test.ts',
  'src/main/keys/store.test.ts',
  'src/renderer/keys/key-picker.test.tsx',
  'src/session-manager/frame.test.ts',
  'test/e2e/keys.test.ts',
  'test/e2e/terminal.test.ts',
  'test/integration/aws-cli.test.ts',
];

describe('areas of tests', () => {
  it('finds a folder wherever it is on the path, and a feature by the name of its large test', () => {
    expect(filesOfArea('keys', files)).toEqual([files[2], files[3], files[5]]);
    expect(filesOfArea('session-manager', files)).toEqual([files[4]]);
    expect(filesOfArea('e2e', files)).toEqual([files[5], files[6]]);
    expect(filesOfArea('aws-cli', files)).toEqual([files[7]]);
  });

  it('takes paths', () => {
    expect(filesOfArea('src/main/', files)).toEqual([files[2]]);
    expect(filesOfArea('./test/e2e/terminal.test.ts', files)).toEqual([files[6]]);
  });

  it('finds nothing for part of a name, nor for a small file’s name', () => {
    expect(filesOfArea('session', files)).toEqual([]);
    expect(filesOfArea('frame', files)).toEqual([]);
  });

  it('names the areas', () => {
    expect(areasOf(files)).toEqual([
      'aws-cli',
      'e2e',
      'gateway',
      'integration',
      'keys',
      'main',
      'renderer',
      'scripts',
      'session-manager',
      'simulator',
      'terminal',
    ]);
  });

  it('knows which files need the built app, and which a prepared system', () => {
    expect(files.filter(needsBuild)).toEqual([files[5], files[6]]);
    expect(files.filter(needsSystem)).toEqual([files[1], files[5], files[6], files[7]]);
  });
});
