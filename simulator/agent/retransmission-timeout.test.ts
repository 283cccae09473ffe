import { expect, it } from 'vitest';
import { RetransmissionTimeout } from './retransmission-timeout.js';

it('starts at 200 ms and follows the round trips as the agent does', () => {
  const timeout = new RetransmissionTimeout();
  expect(timeout.ms).toBe(200);
  // variation 0.25 * |100 - 20| = 20; mean 0.875 * 100 + 0.125 * 20 = 90; 90 + 4 * 20
  timeout.measured(20);
  expect(timeout.ms).toBeCloseTo(170);
});

it('never goes below the mean and ten milliseconds, nor above a second', () => {
  const timeout = new RetransmissionTimeout();
  for (let turn = 0; turn < 200; turn++) timeout.measured(1);
  expect(timeout.ms).toBeCloseTo(11);
  for (let turn = 0; turn < 20; turn++) timeout.measured(5000);
  expect(timeout.ms).toBe(1000);
});
