import type { Strings } from '../types.js';

/** Files of nodes on their way to other programs. */
export const stagingWords = {
  staging: {
    label: '다른 프로그램에서 쓸 파일',
    fetching: '가져오는 중',
    ready: '끌어 놓을 수 있습니다',
    drag: '바탕 화면이나 다른 프로그램으로 끌어 놓으세요',
    copy: '붙여넣을 수 있게 복사',
    end: '이 사본 지우기',
  },
} satisfies Partial<Strings>;
