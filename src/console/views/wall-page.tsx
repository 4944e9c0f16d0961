import type { ReactElement } from 'react';
import { Button, Page, SkipLink } from '../../../libs/krds/index.js';
import { withQuery } from './case-links.js';
import { conditionsOf, tilesOf, type DashboardFigures } from './dashboard-page.js';
import { clockOf, dayOf, workingTime } from './dates.js';
import { count } from './figures.js';
import { LiveBadge } from './live-badge.js';
import { StageBar, StageLegend } from './stage-bar.js';
import type { StaffFrame } from './staff-page.js';
import { Tiles } from './tiles.js';
import { TrendChart } from './trend-chart.js';
import { STAGES } from './words.js';

const NEAR = 6;

interface WallPageProps {
  frame: StaffFrame;
  figures: DashboardFigures;
  /** Of the petition type that it is narrowed to. */
  typeName: string | undefined;
  /** It hangs on a wall already; else it can be made to. */
  isScreen: boolean;
}

/** Large figures, no menu, no names; it goes on by itself. */
export function WallPage({ frame, figures, typeName, isScreen }: WallPageProps): ReactElement {
  const { context, organisation } = frame;
  const { scope, asOf, departments, nearDeadline, trend } = figures;
  const own = conditionsOf(scope);
  const openOf = ({ stages }: (typeof departments)[number]): number =>
    STAGES.filter((stage) => stage !== 'COMPLETED').reduce((sum, stage) => sum + stages[stage], 0);
  const most = Math.max(1, ...departments.map(openOf));
  const [waiting, quality] = tilesOf(figures, own);
  return (
    <Page
      context={context}
      title={`현황판 | ${organisation} 민원알림`}
      styles={['console.css']}
      scripts={['console.js']}
      live
      className="ma-console ma-wall"
    >
      <SkipLink />
      <header className="ma-wall-head">
        <h1>
          {organisation} 민원 처리 현황 <small>{[scope.departmentName, typeName].filter(Boolean).join(', ')}</small>
        </h1>
        <LiveBadge asOf={asOf} href={withQuery('/wall', own)} stream="/api/v1/reports/stream" />
        {isScreen ? (
          <form method="post" action="/auth/logout">
            <Button tone="tertiary" size="small">
              현황판 끝내기
            </Button>
          </form>
        ) : (
          <>
            <form method="post" action={withQuery('/wall', own)}>
              <Button tone="tertiary" size="small" aria-describedby="wall-set-up">
                이 화면에 계속 켜 두기
              </Button>
              <span id="wall-set-up" className="ma-note">
                로그아웃되고, 이 현황판만 30일 동안 켜져 있습니다.
              </span>
            </form>
            <a className="ma-text-link" href={withQuery('/', own)}>
              현황판 닫기
            </a>
          </>
        )}
      </header>
      <main id="main" className="ma-wall-main" tabIndex={-1}>
        <Tiles label={waiting!.label} tiles={waiting!.tiles} />
        <Tiles label={quality!.label} tiles={quality!.tiles} />
        <div className="ma-wall-columns">
          <section className="ma-panel" aria-labelledby="wall-departments">
            <div className="ma-panel-head">
              <h2 className="ma-panel-title" id="wall-departments">
                부서별 진행 중
              </h2>
              <StageLegend />
            </div>
            <ul className="ma-wall-bars">
              {departments.map((department) => (
                <li key={department.code}>
                  <span>{department.name}</span>
                  <StageBar department={department} most={most} own={own} />
                  <strong>{count(openOf(department))}</strong>
                  <span className={department.overdue > 0 ? 'ma-late' : 'ma-zero'}>
                    경과 {count(department.overdue)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <div>
            <section className="ma-panel" aria-labelledby="wall-near">
              <h2 className="ma-panel-title" id="wall-near">
                기한이 가까운 민원
              </h2>
              {nearDeadline.length === 0 ? (
                <p className="ma-note">3일 안에 마감하는 민원이 없습니다.</p>
              ) : (
                <ol className="ma-wall-near">
                  {nearDeadline
                    .slice(0, NEAR)
                    .map(({ receiptNo, petitionName, departmentName, targetAt, minutesLeft }) => (
                      <li key={receiptNo}>
                        <span>
                          {petitionName} <small>{departmentName}</small>
                        </span>
                        <time dateTime={targetAt}>
                          {dayOf(targetAt)} {clockOf(targetAt)}
                        </time>
                        <strong>{minutesLeft === null ? '–' : workingTime(minutesLeft)}</strong>
                      </li>
                    ))}
                </ol>
              )}
            </section>
            <section className="ma-panel" aria-labelledby="wall-trend">
              <h2 className="ma-panel-title" id="wall-trend">
                최근 30일 접수와 처리
              </h2>
              <TrendChart days={trend} own={own} />
            </section>
          </div>
        </div>
      </main>
    </Page>
  );
}
