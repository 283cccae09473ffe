import type { Strings } from '../types.js';

/** Files of nodes that are edited on this computer. */
export const editingWords = {
  editing: {
    edit: '편집',
    title: '{{node}}의 {{name}}',
    state: {
      fetching: '가져오는 중',
      editing: '편집 중: 저장하면 업로드됩니다',
      uploaded: '{{time}}에 업로드됨',
      uploading: '업로드 중',
      waiting: '이 컴퓨터에 저장됨. 노드에 다시 연결하면 업로드됩니다',
      conflict: '업로드되지 않음: 다른 사람이 파일을 바꿨습니다',
      failed: '업로드되지 않음',
      left: '변경 내용이 노드에 없습니다. 연결하면 업로드됩니다.',
    },
    mark: {
      fetching: '편집하려고 가져오는 중',
      editing: '편집 중',
      uploading: '업로드 중',
      waiting: '편집됨, 아직 업로드되지 않음',
      conflict: '여기와 노드에서 모두 바뀜',
      failed: '편집됨, 업로드되지 않음',
    },
    open: '편집기에서 다시 열기',
    show: '파일 관리자에서 사본 보기',
    decide: '결정하기…',
    retry: '다시 업로드',
    end: '편집 끝내기',
    count_other: '파일 {{count, number}}개 편집 중',
    conflict: {
      title: '다른 사람이 “{{name}}”을(를) 바꿨습니다',
      where: '연 다음에 {{node}}의 {{folder}}에서 바뀌었습니다',
      ours: '내 파일',
      theirs: '노드의 파일',
      why: '내 파일을 업로드하면 다른 사람의 변경이 없어집니다. 노드의 파일을 받으면 내 변경이 없어지며, 편집기에서 파일을 다시 불러와야 할 수 있습니다.',
      later: '나중에 결정',
      take: '노드의 파일 받기',
      overwrite: '내 파일 업로드',
    },
    ending: {
      title: '“{{name}}” 편집을 끝낼까요?',
      unsaved: '마지막 변경 내용이 노드에 없습니다. 사본과 함께 삭제됩니다.',
      discard: '변경 내용 삭제',
    },
  },
} satisfies Partial<Strings>;
