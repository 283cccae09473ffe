import { describe, expect, it } from 'vitest';
import { workingFolder } from './working-folder.js';

describe('where a shell says that it is', () => {
  it.each([
    ['file://web-1/srv/www', 'web-1', '/srv/www'],
    ['file:///', '', '/'],
    ['file://web-1/a%20folder/100%', 'web-1', '/a folder/100%'],
    ['file://h/%ea%b0%80/나', 'h', '/가/나'],
    ['file://h/caf%E9', 'h', '/caf\udce9'],
    ['file://h/a%0Ab', 'h', '/a\nb'],
  ])('is read from %j', (osc, host, path) => {
    expect(workingFolder(osc)).toEqual({ host, path });
  });

  it.each(['', '/srv', 'http://h/srv', 'file://h', 'file:/srv'])('is not in %j', (osc) => {
    expect(workingFolder(osc)).toBeNull();
  });
});
