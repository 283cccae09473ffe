/** What `npm run bench -- files` measures, each to be had by itself. */
export const FILES_PARTS = ['upload', 'download', 'text', 'small-files', 'direct'] as const;
export type FilesPart = (typeof FILES_PARTS)[number];
