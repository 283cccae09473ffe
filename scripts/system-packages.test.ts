import { describe, expect, it } from 'vitest';
import { availableIn, chooseNames, missingNeeds, needsOf, type Need } from './system-packages.js';

const sound: Need = { names: ['libasound2', 'libasound2t64'] };
const aws: Need = { names: ['awscli'], command: 'aws', optional: true };

describe('system packages', () => {
  it('are missing when no name is installed and no program stands in', () => {
    const none = () => false;
    expect(missingNeeds([sound, aws], new Set(), none)).toEqual([sound, aws]);
    expect(missingNeeds([sound, aws], new Set(['libasound2t64']), none)).toEqual([aws]);
    expect(missingNeeds([sound, aws], new Set(), (command) => command === 'aws')).toEqual([sound]);
  });

  it('go by the name that the release has', () => {
    expect(chooseNames([sound], new Set(['libasound2', 'libasound2t64'])).install).toEqual(['libasound2']);
    expect(chooseNames([sound, aws], new Set(['libasound2t64']))).toEqual({
      install: ['libasound2t64'],
      unavailable: [aws],
    });
  });

  it('are available when apt has a version to install', () => {
    const policy = [
      'libasound2:',
      '  Installed: (none)',
      '  Candidate: (none)',
      '  Version table:',
      'libasound2t64:',
      '  Installed: (none)',
      '  Candidate: 1.2.14-1',
      '  Version table:',
      '     1.2.14-1 500',
      '',
    ].join('\n');
    expect(availableIn(policy)).toEqual(new Set(['libasound2t64']));
  });

  it('do without a virtual display where there is one', () => {
    const packages = (display: boolean) => needsOf('demo', display).map(({ names }) => names[0]);
    expect(packages(true)).not.toContain('xvfb');
    expect(packages(false)).toContain('xvfb');
  });
});
