import type { Language } from '../app/language.js';

/** What is lost sight of when the app quits. */
export interface Unfinished {
  readonly jobs: number;
  /** Files of nodes that are edited here. */
  readonly edited: number;
}

interface Words {
  readonly jobs: (count: number) => string;
  readonly edited: (count: number) => string;
  readonly jobsDetail: string;
  readonly editedDetail: string;
  readonly quit: string;
  readonly stay: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    jobs: (count) => (count === 1 ? '1 job is not finished.' : `${count} jobs are not finished.`),
    edited: (count) =>
      count === 1 ? '1 file of a node is being edited.' : `${count} files of nodes are being edited.`,
    jobsDetail: 'Jobs go on where they stopped when their nodes are connected again.',
    editedDetail:
      'Changes that are not on a node yet are kept and uploaded then. What an editor saves after this is not uploaded.',
    quit: 'Quit',
    stay: 'Keep Working',
  },
  ko: {
    jobs: (count) => `작업 ${count}개가 끝나지 않았습니다.`,
    edited: (count) => `노드의 파일 ${count}개를 편집하고 있습니다.`,
    jobsDetail: '작업은 노드에 다시 연결하면 멈춘 곳부터 계속됩니다.',
    editedDetail:
      '아직 노드에 없는 변경 내용은 보관되었다가 그때 업로드됩니다. 이후에 편집기에서 저장한 내용은 업로드되지 않습니다.',
    quit: '종료',
    stay: '계속 작업',
  },
};

/** The question before the app quits; null when nothing is unfinished. */
export function quitQuestion(
  language: Language,
  { jobs, edited }: Unfinished,
): { message: string; detail: string; buttons: [quit: string, stay: string] } | null {
  if (jobs + edited === 0) return null;
  const say = words[language];
  const lines = (ofJobs: string, ofEdited: string) =>
    [jobs > 0 ? ofJobs : '', edited > 0 ? ofEdited : ''].filter((line) => line !== '').join('\n');
  return {
    message: lines(say.jobs(jobs), say.edited(edited)),
    detail: lines(say.jobsDetail, say.editedDetail),
    buttons: [say.quit, say.stay],
  };
}
