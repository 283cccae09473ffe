import type { Strings } from '../types.js';

/** The quick look into a file. */
export const quickViewWords = {
  quickView: {
    label: '빠른 보기',
    close: '빠른 보기 닫기',
    nothing: '선택한 항목이 없습니다.',
    empty: '빈 파일입니다.',
    bytes: '바이너리',
    beginning: '처음 {{size}}만 표시',
    largePicture: '{{size}}보다 큰 그림은 여기에 표시되지 않습니다.',
  },
} satisfies Partial<Strings>;
