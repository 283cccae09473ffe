import type { ManagedNode } from '../../shared/node.js';

/** What to call a node: its name, or its id where it has none. */
export const nodeName = (node: ManagedNode): string => (node.name === '' ? node.id : node.name);
