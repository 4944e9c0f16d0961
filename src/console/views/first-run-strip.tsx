import type { ReactElement } from 'react';
import { Icon } from '../../../libs/krds/index.js';
import { count } from './figures.js';

/** On every page of those who set the county up, until all is green. */
export function FirstRunStrip({ left }: { left: number }): ReactElement | null {
  if (left === 0) return null;
  return (
    <p className="ma-first-run">
      <Icon name="info" />
      <span>처음 설정이 {count(left)}개 남았습니다.</span>
      <a className="ma-text-link" href="/first-run">
        이어서 하기
      </a>
    </p>
  );
}
