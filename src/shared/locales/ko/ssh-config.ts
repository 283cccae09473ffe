import type { Strings } from '../types.js';

/** Plain ssh: the block in ~/.ssh/config. */
export const sshConfigWords = {
  sshConfig: {
    title: '일반 ssh, scp, rsync, git과 편집기',
    about:
      'ssh 설정에 표시된 블록을 넣으면 OpenSSH를 쓰는 모든 프로그램이 Session Manager를 거쳐 노드에 연결할 수 있습니다.',
    form: '형식',
    forms: {
      sallyport: 'Sallyport',
      'aws-sh': 'AWS CLI와 플러그인, sh 사용',
      'aws-powershell': 'AWS CLI와 플러그인, PowerShell 사용',
    },
    system: '운영 체제',
    systems: { linux: 'Linux', darwin: 'macOS', win32: 'Windows' },
    account: '프로필',
    accounts: {
      all: '이 앱의 모든 소스',
      any: '환경 변수대로',
      source: '{{profile}}, {{region}}',
    },
    notes: {
      sallyport:
        '노드 ID와, 뒤에 “.sallyport”를 붙인 노드 이름을 호스트 이름으로 쓸 수 있습니다. 호스트 키는 노드 ID별로 보관되며, 이 앱이 신뢰하는 키는 ssh도 알게 됩니다.',
      aws: 'AWS 문서의 형식입니다. PATH에 AWS CLI와 session-manager-plugin이 있어야 합니다.',
      all: '이 앱의 모든 프로필과 리전에서 노드를 찾습니다. 연결할 때 환경 변수에 AWS_PROFILE이나 키가 있으면 그것을 따릅니다.',
      account: '“환경 변수대로”를 고르면 AWS CLI처럼 연결할 때의 AWS_PROFILE과 AWS_REGION을 따릅니다.',
    },
    try: '사용 예',
    change: '{{file}}에서 바뀌는 내용',
    changeNew: '{{file}}에 들어갈 내용',
    removal: '{{file}}에서 빠지는 내용',
    text: '복사할 내용',
    kept: '지금의 파일은 같은 폴더에 {{name}} 뒤에 시각을 붙인 이름으로 보관됩니다.',
    notForHere: '다른 운영 체제용 형식이므로 여기서는 복사만 할 수 있습니다.',
    installed: '보이는 블록이 이미 들어 있습니다.',
    written: '{{file}}에 썼습니다.',
    removed: '{{file}}에서 뺐습니다.',
    copyKept: '이전 파일: {{copy}}',
    obstacle: {
      appimage:
        '이 앱은 AppImage로 실행 중이며, 시작할 때마다 위치가 달라져 명령의 경로가 유지되지 않습니다. tar.gz를 풀거나 패키지를 설치하세요. 또는 이 내용을 복사하고 “sallyport”를 직접 PATH에 두세요.',
      'disk-image':
        '이 앱은 디스크 이미지나 내려받은 위치에서 실행 중입니다. 응용 프로그램 폴더로 옮겨 다시 여세요. 또는 이 내용을 복사하고 “sallyport”를 직접 PATH에 두세요.',
      development:
        '이 앱은 소스에서 실행 중이며, Windows에서는 ssh가 시작할 수 있는 명령이 없습니다. PATH에 “sallyport”가 있는 곳에서는 이 내용이 작동합니다.',
      missing:
        '이 설치본에서 “sallyport” 명령을 찾을 수 없습니다. PATH에 “sallyport”가 있는 곳에서는 이 내용이 작동합니다.',
    },
    write: '블록 쓰기',
    update: '블록 갱신',
    remove: '블록 제거…',
    removeNow: '블록 제거',
    back: '뒤로',
    copy: '내용 복사',
  },
} satisfies Partial<Strings>;
