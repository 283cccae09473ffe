import { expect, it } from 'vitest';
import { settingsSchema } from '../../settings/schema.js';
import { connectionHandlers } from './process-calls.js';

it('tells a connection how its own node’s files are seen and copied', async () => {
  const value = settingsSchema.parse({ files: { elevatedNodes: ['i-root'], jobs: { sessions: 7 } } });
  const handlers = connectionHandlers({ settings: { value } } as never);
  const of = (nodeId: string) => handlers['files.settings']({}, { nodeId } as never);
  expect(await of('i-root')).toMatchObject({ sessions: 7, elevated: true });
  expect(await of('i-other')).toMatchObject({ sessions: 7, elevated: false });
});
