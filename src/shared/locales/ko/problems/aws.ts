import type { WordsOf } from '../../problem-words.js';

export const awsProblems = {
  'aws.not-configured': {
    title: '아직 설정된 AWS 계정이 없습니다',
    what: '~/.aws/config와 ~/.aws/credentials에 기본 프로필이 없고, 환경 변수에도 다른 프로필이나 키가 없습니다.',
    why: 'Sallyport는 AWS CLI와 같은 설정을 사용하며, AWS 키를 따로 보관하지 않습니다.',
    next: 'IAM Identity Center로 로그인하거나 가지고 있는 프로필을 선택하세요. “aws configure”로 작성한 내용은 자동으로 나타납니다.',
  },
  'aws.no-credentials': {
    title: 'AWS 자격 증명이 없습니다',
    what: '“{{profile}}” 프로필에도, 환경 변수에도 자격 증명이 없습니다.',
    why: 'Sallyport는 AWS CLI와 같은 순서로 환경 변수, ~/.aws/credentials, ~/.aws/config를 찾습니다. AWS 키를 따로 보관하지 않습니다.',
    next: '“aws configure”를 실행하거나, AWS CLI에서 작동하는 프로필을 AWS_PROFILE로 지정해 Sallyport를 시작한 뒤 다시 시도하세요.',
  },
  'aws.credentials-expired': {
    title: 'AWS 자격 증명이 만료되었습니다',
    what: '“{{profile}}” 프로필의 자격 증명을 AWS가 더는 받지 않습니다.',
    why: 'IAM Identity Center나 역할 위임으로 받은 임시 자격 증명은 몇 시간 뒤 만료됩니다.',
    next: '“aws sso login --profile {{profile}}” 등으로 다시 로그인한 뒤 시도하세요.',
  },
  'aws.credentials-refused': {
    title: 'AWS가 이 자격 증명을 인정하지 않습니다',
    what: '“{{profile}}” 프로필의 액세스 키를 AWS가 거부했습니다.',
    why: '키가 삭제되었거나 비활성 상태이거나, 비밀 키를 잘못 입력했거나, 다른 파티션의 키일 수 있습니다.',
    next: '“aws sts get-caller-identity --profile {{profile}}”로 프로필을 확인하고 고친 뒤 다시 시도하세요.',
  },
  'aws.mfa-needed': {
    title: '이 프로필에는 MFA 코드가 필요합니다',
    what: '“{{profile}}” 프로필의 역할을 맡으려면 MFA 디바이스 {{serial}}의 코드가 있어야 합니다.',
    why: '자격 증명은 만료될 때까지(보통 한 시간) 유지되며, 그 뒤에는 새 코드가 필요합니다.',
    next: '로그인을 눌러 디바이스에 표시된 코드를 입력하세요.',
  },
  'aws.mfa-refused': {
    title: 'AWS가 MFA 코드를 받아들이지 않았습니다',
    what: '“{{profile}}” 프로필의 코드가 거부되었습니다.',
    why: '코드는 30초 동안 한 번만 쓸 수 있습니다. 잘못 입력했거나, 이미 썼거나, 다른 디바이스의 코드일 수 있습니다.',
    next: '디바이스에 다음 코드가 나오면 다시 로그인하세요.',
  },
  'aws.sso-signed-out': {
    title: 'IAM Identity Center에 로그인되어 있지 않습니다',
    what: '“{{profile}}” 프로필은 {{startUrl}} 로그인으로 자격 증명을 받는데, 유효한 로그인이 없습니다.',
    why: '로그인은 조직에서 정한 시간이 지나거나 로그아웃하면 끝납니다.',
    next: '로그인하세요. 브라우저가 열리고, 거기에서 확인하면 노드 목록이 표시됩니다.',
  },
  'aws.sso-failed': {
    title: '로그인이 완료되지 않았습니다',
    what: '{{startUrl}}의 IAM Identity Center가 로그인을 끝냈습니다.',
    why: '브라우저에서 요청이 거부되었거나, 제때 확인되지 않았거나, 시작 URL과 리전이 서로 맞지 않을 수 있습니다.',
    next: '시작 URL과 IAM Identity Center의 리전을 확인한 뒤 다시 로그인하세요.',
  },
  'aws.profile-exists': {
    title: '이미 쓰고 있는 이름입니다',
    what: '{{path}}에 “{{profile}}” 섹션이 이미 있습니다.',
    why: 'Sallyport는 파일에 덧붙일 뿐, 이미 있는 내용은 바꾸지 않습니다.',
    next: '다른 이름을 고르세요.',
  },
  'aws.profile-unknown': {
    title: 'AWS 프로필이 없습니다',
    what: '~/.aws/config와 ~/.aws/credentials에 “{{profile}}” 프로필이 없습니다.',
    why: '목록의 소스나 다른 프로필의 source_profile, 또는 AWS_PROFILE에 이 이름이 적혀 있습니다. 그 뒤에 프로필 이름이 바뀌었거나 삭제되었을 수 있습니다.',
    next: '이름이 적힌 곳을 고치거나, “aws configure --profile {{profile}}”로 프로필을 추가하세요.',
  },
  'aws.process-failed': {
    title: 'AWS 자격 증명 명령이 실패했습니다',
    what: '“{{profile}}” 프로필의 credential_process가 자격 증명을 내놓지 않았습니다.',
    why: '명령이 없거나, 명령 자체에 로그인이 필요하거나, AWS 도구가 기대하는 형식과 다르게 출력했을 수 있습니다. 명령이 남긴 메시지는 세부 정보에 있습니다.',
    next: '터미널에서 명령을 실행해 자격 증명이 출력되는지 확인한 뒤 다시 시도하세요.',
  },
  'aws.no-region': {
    title: 'AWS 리전이 설정되지 않았습니다',
    what: '“{{profile}}” 프로필에 리전이 없고 AWS_REGION도 설정되어 있지 않습니다.',
    why: '노드는 리전에 속하므로 리전 없이는 조회할 수 없습니다.',
    next: '앱에서 리전을 선택하거나, AWS_REGION을 설정하거나, ~/.aws/config의 프로필에 “region = ap-northeast-2”와 같은 줄을 추가하세요.',
  },
  'aws.config-malformed': {
    title: 'AWS 설정 파일을 읽을 수 없습니다',
    what: 'AWS 도구가 읽는 형식이 아닙니다: {{place}}',
    why: '깨진 항목 때문에 엉뚱한 계정을 쓸 수 있어 파일 전체를 사용하지 않습니다.',
    next: '파일을 고친 뒤 다시 시도하세요.',
  },
  'aws.unreachable': {
    title: 'AWS에 연결할 수 없습니다',
    what: '{{host}}에서 응답이 없습니다.',
    why: '{{unreachableWhy}}',
    next: '{{unreachableNext}}',
  },
  'aws.proxy': {
    title: '프록시를 거쳐 연결할 수 없습니다',
    what: '{{host}} 프록시가 AWS로 가는 연결을 열지 않았습니다.',
    why: '프록시가 사용자 이름과 비밀번호를 요구하거나, 이 주소를 막고 있거나, 응답하지 않거나, Sallyport가 쓸 수 없는 종류일 수 있습니다.',
    next: '프록시의 응답은 자세한 내용에 있습니다. 설정의 프록시나 HTTPS_PROXY를 http://user:password@host:port 형식으로 고친 뒤 다시 시도하세요.',
  },
  'aws.ca-bundle': {
    title: '인증서 파일을 사용할 수 없습니다',
    what: '{{path}}의 인증서를 읽을 수 없습니다.',
    why: 'settings.json, AWS 프로필 또는 환경 변수에서 신뢰하도록 지정한 파일입니다. 이 파일이 없으면 연결이 실패하거나 잘못된 상대를 신뢰할 수 있습니다.',
    next: '파일(PEM 인증서)이나 파일을 지정한 곳을 고친 뒤 다시 시도하세요. 지정한 곳은 자세한 내용에 있습니다.',
  },
  'aws.access-denied': {
    title: 'AWS 권한이 없습니다',
    what: '{{resource}}에 대한 {{action}} 권한이 없습니다.',
    why: '{{denial}}',
    next: '{{denialNext}}',
  },
  'aws.not-opted-in': {
    title: '이 계정은 아직 이 리전을 쓰지 않습니다',
    what: 'AWS가 {{region}}에서 이 계정의 {{action}} 요청을 받지 않습니다.',
    why: '새로 생긴 리전이나 새 계정은 계정 관리자가 먼저 활성화해야 합니다.',
    next: '계정 설정(계정, AWS 리전)에서 리전을 활성화하거나 다른 리전을 선택하세요.',
  },
  'aws.throttled': {
    title: 'AWS 요청 한도를 넘었습니다',
    what: '이 계정에서 {{action}} 요청을 너무 많이 보냈습니다.',
    why: 'AWS는 계정마다 요청 횟수를 제한하며, 같은 계정을 쓰는 모든 도구가 이 한도를 나눠 씁니다.',
    next: '1분쯤 기다렸다가 다시 시도하세요.',
  },
  'aws.clock-skew': {
    title: '이 컴퓨터의 시계가 맞지 않습니다',
    what: 'AWS와의 시각 차이: {{difference}}',
    why: 'AWS 요청은 시각을 넣어 서명하므로, 시계가 틀리면 모든 서명이 무효가 됩니다.',
    next: '날짜와 시간을 자동으로 맞춘 뒤 다시 시도하세요.',
  },
} satisfies WordsOf<'aws'>;
