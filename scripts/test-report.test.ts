import { describe, expect, it } from 'vitest';
import { countTests, lastLine, type Report } from './test-report.js';

const report = (changes: Partial<Report>): Report => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...changes,
});

describe('the last line of a test run', () => {
  it('names skipped tests only when there are any', () => {
    expect(lastLine(countTests(report({}), 0))).toBe('3 passed, 0 failed');
    expect(lastLine(countTests(report({ numPendingTests: 1, numTodoTests: 1 }), 0))).toBe(
      '3 passed, 0 failed, 2 skipped',
    );
  });

  it('counts a file that could not be loaded as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
    ];
    expect(countTests(report({ numFailedTests: 1, testResults }), 1).failed).toBe(2);
  });

  it('counts a failure outside of the tests', () => {
    expect(countTests(report({}), 1).failed).toBe(1);
  });
});
