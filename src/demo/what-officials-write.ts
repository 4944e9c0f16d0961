/** Texts that officials of the demo county type into Saeol. All invented; none names a person. */
/** What a petition is about, as far as the reasons differ. */
export type Field = 'LAND' | 'BUSINESS';

export const SUPPLEMENTS: Record<Field, readonly string[]> = {
  LAND: [
    '위임장과 신분증 사본이 빠져 있습니다.',
    '토지 사용승낙서(소유자 서명)를 내 주세요.',
    '배치도와 평면도의 축척이 서로 다릅니다. 고친 도면을 내 주세요.',
    '피해방지계획서와 복구계획서를 내 주세요.',
    '현황측량성과도(최근 3개월 이내)를 내 주세요.',
    '진입도로 확보를 증명하는 서류를 내 주세요.',
    '토지이용계획확인서와 지적도 등본을 내 주세요.',
  ],
  BUSINESS: [
    '위임장과 신분증 사본이 빠져 있습니다.',
    '사업계획서에 자금 조달 계획이 없습니다.',
    '임대차계약서 사본이 빠져 있습니다.',
    '시설 내역서에 면적이 적혀 있지 않습니다.',
    '교육 이수증 사본이 빠져 있습니다.',
    '법인 등기사항증명서와 인감증명서를 내 주세요.',
  ],
};

export const CORRECTIONS = [
  '신청서의 지번이 첨부 도면과 다릅니다.',
  '신청 면적의 단위가 잘못 적혀 있습니다.',
  '신청인 서명이 빠져 있습니다.',
  '상호가 사업자등록증과 다르게 적혀 있습니다.',
  '신청 날짜가 적혀 있지 않습니다.',
] as const;

/** With the reason codes that the link knows; OTHER is not among the reasons of Decree art. 21. */
export const EXTENSIONS = [
  ['COOPERATION', '관계 부서와 유관 기관의 협의 회신을 기다리고 있습니다.', 30],
  ['SITE_CHECK', '현장 확인이 더 필요합니다.', 30],
  ['SITE_CHECK', '제출하신 내용과 현장이 달라 다시 확인하고 있습니다.', 10],
  ['EQUIVALENT', '심의위원회 개최 일정을 기다리고 있습니다.', 10],
  ['FORCE_MAJEURE', '집중호우로 현장에 들어갈 수 없습니다.', 4],
  ['OTHER', '업무가 많아 처리가 늦어지고 있습니다.', 6],
] as const;

export const REFUSALS: Record<Field, readonly string[]> = {
  LAND: [
    '신청지의 용도지역에서 허용되지 않는 행위입니다.',
    '진입도로의 폭이 기준에 미치지 못합니다.',
    '경사도가 조례의 기준(25도)을 넘습니다.',
  ],
  BUSINESS: ['시설 면적이 기준에 미치지 못합니다.', '법령이 정한 자격 요건을 갖추지 못하였습니다.'],
};

export const RETURNS = [
  '보완 기한까지 서류가 보완되지 않았습니다.',
  '다시 요구한 보완 기한까지 서류가 제출되지 않았습니다.',
] as const;

export const WITHDRAWALS = ['신청인이 계획을 바꾸어 취하하였습니다.', '신청인이 다시 신청하기로 하였습니다.'] as const;

export const CLOSURES = [
  '같은 내용의 민원이 이미 처리되었습니다.',
  '신청 대상 사업이 없어져 처리할 필요가 없습니다.',
] as const;

export const REOPENINGS = ['처리결과 등록 오류를 바로잡습니다.', '면적 계산을 다시 확인합니다.'] as const;

export const VOIDINGS = ['같은 신청이 두 번 접수되어 지웁니다.', '접수 창구의 입력 오류로 지웁니다.'] as const;

/** Agencies that petitions are sent on to (이송); the numbers are invented. */
export const OTHER_AGENCIES = [
  { name: '도청 민원실', phone: '063-000-9010' },
  { name: '이웃 군청 민원과', phone: '063-000-9020' },
  { name: '지방환경청 민원실', phone: '063-000-9030' },
  { name: '관할 지방청' },
] as const;
